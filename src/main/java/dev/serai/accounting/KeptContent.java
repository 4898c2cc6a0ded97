package dev.serai.accounting;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.Actor;
import dev.serai.audit.Audit;
import dev.serai.audit.AuditContents;
import dev.serai.audit.AuditEvent;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the audit what was asked and answered, of callers alone that said they want it kept. When the request has ended: a
 * stream's client has all by then, a whole answer leaves behind it. What can't be kept is told to the log. Thread-safe.
 */
public final class KeptContent {
    private static final Logger LOG = LoggerFactory.getLogger(KeptContent.class);

    private final Audit audit;
    private final Clock clock;

    public KeptContent(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** Once for each request, when it has ended. */
    void keep(Call call, int status) {
        Transcript answer = call.transcript();
        if (answer == null) {
            return;
        }
        try {
            Actor actor = Actor.ofKey(call.caller().id(), null, call.id());
            audit.append(
                    AuditEvent.of(clock.millis(), AuditContents.KEPT, actor, null, facts(call, status)),
                    content(answer));
        } catch (RuntimeException e) {
            LOG.error("what request {} asked and was answered can't be kept", call.id(), e);
        }
    }

    private static Map<String, String> facts(Call call, int status) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("endpoint", call.endpoint());
        facts.put("model", call.request().model());
        facts.put("status", Integer.toString(status));
        Attempt attempt = call.attempts().lastSent();
        if (attempt != null) {
            facts.put("provider", attempt.target().provider().name());
        }
        return facts;
    }

    private static byte[] content(Transcript answer) {
        byte[] request = answer.request();
        int length = Math.min(request.length, Transcript.MOST_BYTES);
        ObjectNode content = JsonNodeFactory.instance
                .objectNode()
                .put("request", new String(request, 0, length, StandardCharsets.UTF_8))
                .put("request_cut", length < request.length)
                .put("answer", new String(answer.bytes(), StandardCharsets.UTF_8))
                .put("answer_cut", answer.cut());
        return content.toString().getBytes(StandardCharsets.UTF_8);
    }
}
