package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.ApiKey;
import dev.serai.auth.Caller;
import dev.serai.auth.HeldKey;
import dev.serai.auth.KeyAdministration;
import dev.serai.auth.KeyDeletion;
import dev.serai.auth.KeyPage;
import dev.serai.auth.KeyStore;
import dev.serai.auth.MintedKey;
import dev.serai.auth.NewKey;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/keys}: made, shown, changed, rotated, switched and deleted. Thread-safe. */
public final class KeyOperations {
    private static final int PAGE = 50;
    private static final int LONGEST_PAGE = 500;
    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final Set<String> OF_LIST = Set.of("limit", "after", "team", "owner", "name", "made_by", "enabled");
    private static final String WITH_MADE = "with_made";
    private static final Set<String> OF_DELETION = Set.of(WITH_MADE);
    private static final Set<String> NONE = Set.of();

    private final Supplier<KeyAdministration> keys;
    private final Clock clock;

    /** @param keys throws where there is no store for any */
    public KeyOperations(Supplier<KeyAdministration> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    public AdminAnswer list(AdminRequest request) {
        request.allow(OF_LIST);
        KeyPage page = keys.get()
                .page(
                        new KeyPage.Filter(
                                request.parameter("team"),
                                request.parameter("owner"),
                                request.parameter("name"),
                                request.parameter("made_by"),
                                flag(request, "enabled")),
                        Cursor.read(request.parameter("after")),
                        request.number("limit", PAGE, 1, LONGEST_PAGE));
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        page.keys().forEach(key -> data.add(KeyJson.of(key, clock.instant())));
        list.put("has_more", page.more());
        String next = page.more()
                ? Cursor.of(
                        KeyPage.Place.of(page.keys().get(page.keys().size() - 1).kept()))
                : null;
        return AdminAnswer.json(list.put("next", next));
    }

    private static @Nullable Boolean flag(AdminRequest request, String name) {
        String text = request.parameter(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw GatewayException.invalid("invalid_value", name, "It is true or false");
        }
        return text == null ? null : Boolean.valueOf(text);
    }

    public AdminAnswer create(AdminRequest request) {
        request.allow(NONE);
        NewKey wanted = KeyFields.created(request.fields(), clock.instant());
        reach(request).make(wanted);
        return minted(keys.get().create(wanted, request.caller().id(), request.actor()));
    }

    public AdminAnswer show(AdminRequest request) {
        request.allow(NONE);
        return one(keys.get().find(request.name()));
    }

    public AdminAnswer change(AdminRequest request) {
        request.allow(NONE);
        Fields fields = request.fields();
        Reach reach = reach(request);
        return one(keys.get().change(request.name(), request.actor(), old -> {
            check(request).accept(old);
            ApiKey changed = KeyFields.changed(old, fields, request.caller().id(), clock.instant());
            reach.change(old, changed);
            return changed;
        }));
    }

    public AdminAnswer rotate(AdminRequest request) {
        request.allow(NONE);
        Fields fields = request.fieldsIfAny();
        fields.allow(Set.of("overlap_seconds"));
        Long seconds = fields.number("overlap_seconds", 0, KeyStore.LONGEST_OVERLAP.toSeconds());
        Duration overlap = seconds == null ? OVERLAP : Duration.ofSeconds(seconds);
        Reach reach = reach(request);
        return minted(keys.get()
                .rotate(request.name(), overlap, request.actor(), (old, like) -> {
                    check(request).accept(old);
                    reach.rotate(like);
                })
                .orElseThrow(KeyOperations::unknown));
    }

    /** Says how many keys stop with it: what it made. */
    public AdminAnswer disable(AdminRequest request) {
        HeldKey key = enable(request, false).orElseThrow(KeyOperations::unknown);
        return AdminAnswer.json(KeyJson.of(key, clock.instant())
                        .put("stopped_keys", keys.get().made(request.name())))
                .with("ETag", KeyJson.tag(key.kept()));
    }

    public AdminAnswer enable(AdminRequest request) {
        return one(enable(request, true));
    }

    private Optional<HeldKey> enable(AdminRequest request, boolean enabled) {
        request.allow(NONE);
        request.fieldsIfAny().allow(NONE);
        return keys.get().enable(request.name(), enabled, request.actor(), check(request));
    }

    public AdminAnswer delete(AdminRequest request) {
        request.allow(OF_DELETION);
        boolean withMade = Boolean.TRUE.equals(flag(request, WITH_MADE));
        KeyDeletion done = keys.get().delete(request.name(), withMade, request.actor(), check(request));
        if (done.outcome() == KeyDeletion.Outcome.UNKNOWN) {
            throw unknown();
        }
        if (done.outcome() == KeyDeletion.Outcome.HAS_MADE) {
            throw hasMade(request.name(), done.made());
        }
        return AdminAnswer.json(JsonNodeFactory.instance
                .objectNode()
                .put("id", request.name())
                .put("object", "key")
                .put("deleted", true));
    }

    /** As the caller's key is now: what it was when it was let in may be seconds old. */
    private Reach reach(AdminRequest request) {
        Caller caller = request.caller();
        return Reach.of(caller, keys.get().find(caller.id()), clock.instant());
    }

    /** Whether the key is still the one that was seen, and within the caller's reach. */
    private static Consumer<ApiKey> check(AdminRequest request) {
        return key -> {
            Roles.reach(request.caller(), key.caller().roles());
            Preconditions.match(request.ifMatch(), KeyJson.tag(key));
        };
    }

    private AdminAnswer one(Optional<HeldKey> found) {
        HeldKey key = found.orElseThrow(KeyOperations::unknown);
        return AdminAnswer.json(KeyJson.of(key, clock.instant())).with("ETag", KeyJson.tag(key.kept()));
    }

    /** The one answer that holds a key's text. */
    private AdminAnswer minted(MintedKey minted) {
        ObjectNode node = KeyJson.of(minted.held(), clock.instant());
        node.put("secret", minted.text().text());
        return AdminAnswer.json(201, node)
                .with("ETag", KeyJson.tag(minted.key()))
                .with("Location", "/admin/v1/keys/" + minted.key().id());
    }

    private static GatewayException hasMade(String id, int made) {
        return new GatewayException(
                new GatewayError.InvalidRequest(
                        409,
                        "key_has_made_others",
                        null,
                        made + " keys hang on this one and would stop with it: GET /admin/v1/keys?made_by=" + id
                                + " lists them, PATCH with {\"made_by\":null} takes one over; ?with_made=true deletes it nevertheless"));
    }

    static GatewayException unknown() {
        return new GatewayException(new GatewayError.InvalidRequest(
                404, "key_not_found", null, "There is no such key: GET /admin/v1/keys lists those that there are"));
    }
}
