package dev.serai.sinks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.AuditReader;
import dev.serai.audit.AuditRow;
import dev.serai.ledger.LedgerEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a sink gets: docs/reference/events.md. Immutable.
 *
 * @param kind {@link #USAGE} or {@link #AUDIT}
 * @param json one line of JSON
 */
public record Event(String kind, String json) {
    /** A request that has ended. */
    public static final String USAGE = "usage";
    /** A row of the audit. */
    public static final String AUDIT = "audit";

    private static final String USAGE_SCHEMA = "serai.usage/1";
    private static final JsonMapper JSON = new JsonMapper();

    static Event of(AuditRow row) {
        return new Event(AUDIT, AuditReader.json(row));
    }

    static Event of(LedgerEntry entry) {
        ObjectNode event = JSON.createObjectNode();
        event.put("schema", USAGE_SCHEMA);
        event.put("id", entry.id());
        event.put("at", Instant.ofEpochMilli(entry.startedAt()).toString());
        event.put("request_id", entry.requestId());
        event.put("key", entry.key());
        event.put("team", entry.team());
        event.put("endpoint", entry.endpoint());
        event.put("model", entry.model());
        event.put("provider", entry.provider());
        event.put("provider_model", entry.providerModel());
        event.put("provider_request_id", entry.providerRequestId());
        attempts(event.putArray("attempts"), entry);
        event.put("usage", entry.usage().name().toLowerCase(Locale.ROOT));
        tokens(event.putObject("tokens"), entry);
        event.put("service_tier", entry.serviceTier());
        BigDecimal cost = entry.costUsd();
        event.put("cost_usd", cost == null ? null : cost.toPlainString());
        event.put("first_token_ms", entry.firstTokenMillis());
        event.put("duration_ms", entry.durationMillis());
        event.put("status", entry.status());
        event.put("stream", entry.stream());
        event.put("broken", entry.broken());
        event.put("finish_reason", entry.finishReason());
        event.put("error_code", entry.errorCode());
        return new Event(USAGE, text(event));
    }

    private static void attempts(ArrayNode attempts, LedgerEntry entry) {
        for (LedgerEntry.Try each : entry.attempts()) {
            attempts.addObject()
                    .put("provider", each.provider())
                    .put("model", each.model())
                    .put("outcome", each.outcome())
                    .put("ms", each.millis());
        }
    }

    private static void tokens(ObjectNode tokens, LedgerEntry entry) {
        tokens.put("input", entry.input())
                .put("cache_read", entry.cacheRead())
                .put("cache_write_5m", entry.cacheWrite5m())
                .put("cache_write_1h", entry.cacheWrite1h())
                .put("output", entry.output())
                .put("reasoning", entry.reasoning());
    }

    private static String text(JsonNode tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    /** For a journal: the kind, a space, the event. */
    byte[] bytes() {
        return (kind + " " + json).getBytes(StandardCharsets.UTF_8);
    }

    static @Nullable Event read(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        return space < 0 ? null : new Event(text.substring(0, space), text.substring(space + 1));
    }

    /** Why it is where events go that a sink does not want, for whoever finds it there. */
    String refusedBy(String sink, @Nullable String reason) {
        ObjectNode letter = JSON.createObjectNode();
        letter.put("schema", "serai.dead-letter/1");
        letter.put("sink", sink);
        letter.put("reason", reason);
        try {
            letter.set("event", JSON.readTree(json));
        } catch (IOException e) {
            letter.put("event", json);
        }
        return text(letter);
    }
}
