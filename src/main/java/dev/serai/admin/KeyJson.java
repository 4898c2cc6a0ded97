package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.ApiKey;
import dev.serai.auth.Caller;
import dev.serai.auth.HeldKey;
import dev.serai.auth.IpRange;
import dev.serai.auth.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A key as the admin API tells of it: everything but its secret and the hash of it. Pure functions. */
final class KeyJson {
    private KeyJson() {}

    static ObjectNode of(HeldKey held, Instant now) {
        ObjectNode node = kept(held.kept()).put("state", held.state(now));
        ObjectNode heldBy = node.putObject("held_by");
        new TreeMap<>(held.heldBy()).forEach(heldBy::put);
        return node;
    }

    /** What changes whenever the key does, and at no other time. */
    static String tag(ApiKey key) {
        return Preconditions.tag(key.hash().hash() + kept(key));
    }

    private static ObjectNode kept(ApiKey key) {
        Caller caller = key.caller();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("id", key.id())
                .put("object", "key")
                .put("name", caller.name())
                .put("owner", caller.owner())
                .put("team", caller.team())
                .put("enabled", key.enabled());
        texts(
                node.putArray("roles"),
                caller.roles().stream().sorted().map(Role::text).toList());
        texts(
                node.putArray("permissions"),
                caller.permissions().stream().sorted().toList());
        texts(node.putArray("models"), caller.models().patterns());
        texts(node.putArray("providers"), caller.providers().patterns());
        texts(
                node.putArray("ip_ranges"),
                key.addresses().stream().map(IpRange::toString).toList());
        ObjectNode metadata = node.putObject("metadata");
        new TreeMap<>(key.metadata()).forEach(metadata::put);
        AllowanceFields.write(caller.allowance(), true, node);
        node.put(KeyFields.AUDIT_CONTENT, caller.auditContent());
        return node.put("created_at", key.createdAt().toString())
                .put("expires_at", text(key.expiresAt()))
                .put("rotated_to", key.rotatedTo())
                .put("made_by", key.madeBy())
                .put("totp", key.secondFactor() != null);
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    private static void texts(ArrayNode into, Collection<String> texts) {
        texts.forEach(into::add);
    }
}
