package dev.serai.auth;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceJson;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a snapshot, each a line of JSON, packed: what the rows say, and what their makers leave of it. Strict: what can't be read is a
 * fault, since a limit that is passed over limits nothing. Pure functions.
 */
final class KeySnapshotJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private KeySnapshotJson() {}

    /** @param most bytes; keys that come when there are so many are left out */
    static byte[] write(List<KeySnapshot.Entry> keys, int most) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream lines = new GZIPOutputStream(packed)) {
            for (KeySnapshot.Entry entry : keys) {
                if (packed.size() >= most) {
                    break;
                }
                lines.write(JSON.writeValueAsBytes(node(entry)));
                lines.write('\n');
            }
        }
        return packed.toByteArray();
    }

    /** @throws IOException if it is not what {@link #write} wrote */
    static List<KeySnapshot.Entry> read(byte[] packed) throws IOException {
        List<KeySnapshot.Entry> keys = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(new ByteArrayInputStream(packed)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keys.add(entry(JSON.readTree(line)));
            }
        }
        return keys;
    }

    private static ObjectNode node(KeySnapshot.Entry entry) {
        HeldKey held = entry.key();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("looked_up_at", entry.lookedUpAt().toEpochMilli());
        node.set("kept", node(held.kept()));
        if (held.key() != held.kept()) {
            node.set("key", node(held.key()));
        }
        node.set("makers", texts(held.makers()));
        node.set("held_by", pairs(held.heldBy()));
        node.put("ended_by", held.endedBy());
        return node;
    }

    private static KeySnapshot.Entry entry(JsonNode node) throws IOException {
        ApiKey kept = key(field(node, "kept"));
        HeldKey held = new HeldKey(
                kept,
                node.has("key") ? key(field(node, "key")) : kept,
                texts(node, "makers"),
                pairs(node, "held_by"),
                text(node, "ended_by"));
        return new KeySnapshot.Entry(held, moment(node, "looked_up_at"));
    }

    private static ObjectNode node(ApiKey key) {
        Caller caller = key.caller();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", caller.id());
        node.put("name", caller.name());
        node.put("owner", caller.owner());
        node.put("team", caller.team());
        node.set("roles", texts(caller.roles().stream().map(Role::text).toList()));
        node.set("permissions", texts(caller.permissions()));
        node.set("models", node(caller.models()));
        node.set("providers", node(caller.providers()));
        node.set("allowance", node(caller.allowance()));
        node.set("team_allowance", node(caller.teamAllowance()));
        node.put("audit_content", caller.auditContent());
        node.put("pepper_version", key.hash().pepperVersion());
        node.put("secret_hash", key.hash().hash());
        node.put("enabled", key.enabled());
        node.set(
                "ip_ranges",
                texts(key.addresses().stream().map(IpRange::toString).toList()));
        node.set("metadata", pairs(key.metadata()));
        node.put("created_at", key.createdAt().toEpochMilli());
        node.put("expires_at", key.expiresAt() == null ? null : key.expiresAt().toEpochMilli());
        node.put("rotated_to", key.rotatedTo());
        node.put("made_by", key.madeBy());
        node.put("second_factor", key.secondFactor());
        return node;
    }

    private static ApiKey key(JsonNode node) throws IOException {
        Caller caller = new Caller(
                needed(node, "id"),
                needed(node, "name"),
                text(node, "owner"),
                text(node, "team"),
                known(texts(node, "roles"), Role::of).stream().collect(Collectors.toUnmodifiableSet()),
                texts(node, "permissions").stream().collect(Collectors.toUnmodifiableSet()),
                globs(field(node, "models")),
                globs(field(node, "providers")),
                allowance(field(node, "allowance")),
                allowance(field(node, "team_allowance")),
                flag(node, "audit_content"));
        return new ApiKey(
                caller,
                new KeyHash((int) number(node, "pepper_version"), needed(node, "secret_hash")),
                flag(node, "enabled"),
                known(texts(node, "ip_ranges"), IpRange::written),
                pairs(node, "metadata"),
                moment(node, "created_at"),
                field(node, "expires_at").isNull() ? null : moment(node, "expires_at"),
                text(node, "rotated_to"),
                text(node, "made_by"),
                text(node, "second_factor"));
    }

    /** A list for each of those that must all allow a name. */
    private static ArrayNode node(Globs globs) {
        ArrayNode lists = JsonNodeFactory.instance.arrayNode();
        for (Globs each = globs; each != null; each = each.and()) {
            lists.add(texts(each.patterns()));
        }
        return lists;
    }

    private static Globs globs(JsonNode lists) throws IOException {
        Globs globs = null;
        for (int i = lists.size() - 1; i >= 0; i--) {
            globs = new Globs(texts(lists.get(i)), globs);
        }
        if (globs == null) {
            throw new IOException("a key has no models or providers");
        }
        return globs;
    }

    private static ObjectNode node(Allowance allowance) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("limits", AllowanceJson.of(allowance.limits()))
                .put("budgets", AllowanceJson.of(allowance.budgets()))
                .put("default_max_tokens", allowance.defaultMaxTokens());
    }

    private static Allowance allowance(JsonNode node) throws IOException {
        try {
            return new Allowance(
                    AllowanceJson.limits(needed(node, "limits")),
                    AllowanceJson.budgets(needed(node, "budgets")),
                    field(node, "default_max_tokens").isNull() ? null : (int) number(node, "default_max_tokens"));
        } catch (IllegalArgumentException e) {
            throw new IOException("limits or budgets can't be read", e);
        }
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ObjectNode pairs(Map<String, String> pairs) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        pairs.forEach(node::put);
        return node;
    }

    private static JsonNode field(JsonNode node, String name) throws IOException {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new IOException("a key has no " + name);
        }
        return value;
    }

    private static @Nullable String text(JsonNode node, String name) throws IOException {
        return field(node, name).isNull() ? null : needed(node, name);
    }

    private static String needed(JsonNode node, String name) throws IOException {
        JsonNode value = field(node, name);
        if (!value.isTextual()) {
            throw new IOException(name + " is no text");
        }
        return value.textValue();
    }

    private static long number(JsonNode node, String name) throws IOException {
        JsonNode value = field(node, name);
        if (!value.isIntegralNumber()) {
            throw new IOException(name + " is no whole number");
        }
        return value.longValue();
    }

    private static Instant moment(JsonNode node, String name) throws IOException {
        return Instant.ofEpochMilli(number(node, name));
    }

    private static boolean flag(JsonNode node, String name) throws IOException {
        JsonNode value = field(node, name);
        if (!value.isBoolean()) {
            throw new IOException(name + " is neither true nor false");
        }
        return value.booleanValue();
    }

    private static List<String> texts(JsonNode node, String name) throws IOException {
        return texts(field(node, name));
    }

    private static List<String> texts(JsonNode array) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array) {
            if (!each.isTextual()) {
                throw new IOException("a list of a key is none of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private static Map<String, String> pairs(JsonNode node, String name) throws IOException {
        Map<String, String> pairs = new HashMap<>();
        for (Map.Entry<String, JsonNode> pair : field(node, name).properties()) {
            pairs.put(pair.getKey(), needed(field(node, name), pair.getKey()));
        }
        return pairs;
    }

    private interface Reader<T> {
        @Nullable
        T of(String text);
    }

    /** What is not known must not become nothing: of addresses that would be everywhere. */
    private static <T> List<T> known(List<String> texts, Reader<T> reader) throws IOException {
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            T value = reader.of(text);
            if (value == null) {
                throw new IOException("\"" + text + "\" of a key can't be read");
            }
            values.add(value);
        }
        return values;
    }
}
