package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.User;
import dev.serai.auth.UserStore;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code /admin/v1/users}: who owns keys, and the end of all that one of them has. Thread-safe. */
public final class UserOperations {
    private static final int PAGE = 50;
    private static final int LONGEST_PAGE = 500;
    private static final Set<String> OF_LIST = Set.of("limit", "after", "team");
    private static final Set<String> NONE = Set.of();

    private final Supplier<UserStore> users;
    private final Consumer<String> changed;

    /**
     * @param users throws where there is no store for any
     * @param changed is told the id of each key that was switched off, once it is
     */
    public UserOperations(Supplier<UserStore> users, Consumer<String> changed) {
        this.users = users;
        this.changed = changed;
    }

    public AdminAnswer list(AdminRequest request) {
        request.allow(OF_LIST);
        int most = request.number("limit", PAGE, 1, LONGEST_PAGE);
        String after = Cursor.readName(request.parameter("after"));
        List<User> found = users.get().page(request.parameter("team"), after, most + 1);
        boolean more = found.size() > most;
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        found.stream().limit(most).forEach(user -> data.add(json(user)));
        list.put("has_more", more);
        return AdminAnswer.json(
                list.put("next", more ? Cursor.ofName(found.get(most - 1).name()) : null));
    }

    public AdminAnswer show(AdminRequest request) {
        request.allow(NONE);
        return AdminAnswer.json(json(users.get().find(request.name()).orElseThrow(UserOperations::unknown)));
    }

    public AdminAnswer disable(AdminRequest request) {
        request.allow(NONE);
        request.unconditional();
        request.fieldsIfAny().allow(NONE);
        UserStore.Disabled disabled = users.get()
                .disable(
                        request.name(),
                        request.actor(),
                        key -> Roles.reach(request.caller(), key.caller().roles()))
                .orElseThrow(UserOperations::unknown);
        disabled.keys().forEach(changed);
        return AdminAnswer.json(json(disabled.user())
                .put("disabled_keys", disabled.keys().size())
                .put("ended_sessions", disabled.sessions())
                .put("stopped_keys", disabled.stopped()));
    }

    private static ObjectNode json(User user) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("name", user.name())
                .put("object", "user")
                .put("keys", user.keys())
                .put("enabled_keys", user.enabledKeys())
                .put("second_factors", user.secondFactors())
                .put("sessions", user.sessions());
        ArrayNode teams = node.putArray("teams");
        user.teams().forEach(teams::add);
        ArrayNode roles = node.putArray("roles");
        user.roles().forEach(role -> roles.add(role.text()));
        return node.put("since", user.since().toString());
    }

    private static GatewayException unknown() {
        return new GatewayException(new GatewayError.InvalidRequest(
                404,
                "user_not_found",
                null,
                "No key has this owner: GET /admin/v1/users lists the owners that there are"));
    }
}
