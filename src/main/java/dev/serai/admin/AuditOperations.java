package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.AuditHead;
import dev.serai.audit.AuditReader;
import dev.serai.audit.AuditRow;
import dev.serai.audit.AuditVerification;
import dev.serai.audit.AuditVerification.ExportedHead;
import dev.serai.audit.AuditVerification.Report;
import dev.serai.audit.ChainKeys;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/audit}: what happened, and whether what is said of it is as it was written. Thread-safe. */
public final class AuditOperations {
    private static final int PAGE = 50;
    private static final int LONGEST_PAGE = 500;
    private static final int MOST_HEADS = 20;
    private static final int RETRY_SECONDS = 10;
    private static final Set<String> OF_LIST = Set.of("limit", "before", "from", "to", "action", "actor", "target");

    private final Supplier<Store> store;
    private final Supplier<ChainKeys> keys;
    private final ReentrantLock verifying = new ReentrantLock();

    /** @param store and the next throw where there is none */
    public AuditOperations(Supplier<Store> store, Supplier<ChainKeys> keys) {
        this.store = store;
        this.keys = keys;
    }

    /** The newest first. */
    public AdminAnswer list(AdminRequest request) {
        request.allow(OF_LIST);
        int limit = request.number("limit", PAGE, 1, LONGEST_PAGE);
        List<AuditRow> rows = AuditReader.newest(
                prepared(),
                new AuditReader.Filter(
                        before(request),
                        ReportQuestion.millis(request, "from", 0),
                        ReportQuestion.millis(request, "to", 1),
                        request.parameter("action"),
                        request.parameter("actor"),
                        request.parameter("target")),
                limit + 1);
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        rows.stream().limit(limit).forEach(row -> data.add(AuditReader.event(row)));
        boolean more = rows.size() > limit;
        list.put("has_more", more);
        return AdminAnswer.json(
                list.put("next", more ? Long.toString(rows.get(limit - 1).seq()) : null));
    }

    private static @Nullable Long before(AdminRequest request) {
        String text = request.parameter("before");
        if (text == null) {
            return null;
        }
        if (!text.matches("[1-9]\\d{0,17}")) {
            throw GatewayException.invalid("invalid_value", "before", "It is not what a list gave as next");
        }
        return Long.valueOf(text);
    }

    public AdminAnswer head(AdminRequest request) {
        request.allow(Set.of());
        return AdminAnswer.json(json(prepared().read(AuditHead::read)));
    }

    /** One at a time: it reads the whole chain. */
    public AdminAnswer verify(AdminRequest request) {
        request.allow(Set.of("head"));
        List<ExportedHead> heads = heads(request);
        if (!verifying.tryLock()) {
            throw new GatewayException(
                    new GatewayError.Overloaded("The chain is being verified already; try again", RETRY_SECONDS));
        }
        try {
            Report report = new AuditVerification(keys.get(), heads).run(prepared());
            ObjectNode node = JsonNodeFactory.instance
                    .objectNode()
                    .put("object", "audit_report")
                    .put("intact", report.intact())
                    .put("rows", report.rows());
            node.set("head", json(report.head()));
            report.faults().forEach(node.putArray("faults")::add);
            return AdminAnswer.json(node);
        } finally {
            verifying.unlock();
        }
    }

    private static List<ExportedHead> heads(AdminRequest request) {
        String text = request.parameter("head");
        List<ExportedHead> heads = new ArrayList<>();
        for (String each : text == null ? new String[0] : text.split(",", -1)) {
            ExportedHead head = ExportedHead.of(each.strip());
            if (head == null || heads.size() == MOST_HEADS) {
                throw GatewayException.invalid(
                        "invalid_value", "head", "It is SEQ:HASH, as the log has it, or several with commas");
            }
            heads.add(head);
        }
        return heads;
    }

    private static ObjectNode json(AuditHead head) {
        return JsonNodeFactory.instance.objectNode().put("seq", head.seq()).put("hash", head.hash());
    }

    private Store prepared() {
        Store prepared = store.get();
        prepared.prepare();
        return prepared;
    }
}
