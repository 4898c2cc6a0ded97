package dev.serai.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.AuditTrail.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one row of events that differ in their time and request alone, of the kinds that come by the thousand. The same
 * lines give the same rows. For one batch.
 */
final class Gathering {
    /** The name of a detail that whoever is refused can choose. */
    static final String CLAIMED = "claimed_key";

    private static final Set<String> COMMON = Set.of(Audit.ACCEPTED, Audit.REFUSED, Audit.REQUEST_REFUSED);
    private static final int MOST_OF_A_ROW = 100;
    /** Whoever makes up keys gets no row for each of them. */
    private static final int MOST_CLAIMS = 50;

    private static final JsonMapper JSON = new JsonMapper();

    private final List<Group> groups = new ArrayList<>();
    private final Map<Kind, Group> open = new HashMap<>();
    private final Map<String, Integer> claims = new HashMap<>();

    private record Kind(
            String action,
            String actor,
            @Nullable String address,
            @Nullable String target,
            Map<String, String> details) {}

    private static final class Group {
        private final AuditLine first;
        private final Map<String, String> details;
        private final List<String> requests = new ArrayList<>();
        private long times;
        private long lastAt;

        private Group(AuditLine first, Map<String, String> details) {
            this.first = first;
            this.details = details;
        }

        private void add(AuditEvent event) {
            times++;
            lastAt = Math.max(lastAt, event.at());
            if (event.requestId() != null) {
                requests.add(event.requestId());
            }
        }
    }

    static List<Entry> of(List<AuditLine> lines) {
        Gathering gathering = new Gathering();
        lines.forEach(gathering::add);
        return gathering.groups.stream().map(Gathering::entry).toList();
    }

    private void add(AuditLine line) {
        AuditEvent event = line.event();
        Map<String, String> details = claimed(event);
        Kind kind = new Kind(event.action(), event.actor(), event.address(), event.target(), details);
        Group group = COMMON.contains(event.action()) ? open.get(kind) : null;
        if (group == null || group.times == MOST_OF_A_ROW) {
            group = new Group(line, details);
            groups.add(group);
            open.put(kind, group);
        }
        group.add(event);
    }

    private Map<String, String> claimed(AuditEvent event) {
        String claim = event.details().get(CLAIMED);
        if (claim == null || claims.merge(event.address() + " " + event.action(), 1, Integer::sum) <= MOST_CLAIMS) {
            return event.details();
        }
        Map<String, String> others = new TreeMap<>(event.details());
        others.put(CLAIMED, "several");
        return others;
    }

    private static Entry entry(Group group) {
        AuditLine first = group.first;
        return new Entry(first.id(), first.event(), group.lastAt, group.times, details(group));
    }

    private static String details(Group group) {
        ObjectNode details = JSON.createObjectNode();
        new TreeMap<>(new LinkedHashMap<>(group.details)).forEach(details::put);
        if (group.times > 1 && !group.requests.isEmpty()) {
            ArrayNode requests = details.putArray("requests");
            group.requests.forEach(requests::add);
        }
        try {
            return JSON.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }
}
