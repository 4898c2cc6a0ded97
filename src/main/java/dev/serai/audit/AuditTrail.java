package dev.serai.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.store.Statements;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The end of the chain, where rows are added: {@link #record} as a part of the transaction that makes the change, so that a
 * change that can't be audited does not happen. Whoever records holds the chain's end until the transaction is over: it is
 * the last statement of one. Thread-safe.
 */
public final class AuditTrail {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String INSERT = "INSERT INTO audit (" + AuditRow.COLUMNS + ") VALUES ("
            + String.join(", ", Collections.nCopies(15, "?")) + ")";

    private final ChainKeys keys;
    private final String host;

    /** An event that has its id already, and may stand for several that were alike. */
    record Entry(
            String id,
            AuditEvent event,
            long lastAt,
            long times,
            @Nullable String details) {}

    public AuditTrail(ChainKeys keys) {
        this(keys, hostName());
    }

    AuditTrail(ChainKeys keys, String host) {
        this.keys = keys;
        this.host = host;
    }

    /** Which gateway this is, to whoever reads the rows: a pod's name is its host's. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /**
     * Adds a row to the chain, within the transaction of the statements.
     *
     * @throws SQLException if the store does not take it: then nothing of the transaction may be committed
     */
    public void record(Statements statements, AuditEvent event) throws SQLException {
        record(statements, List.of(new Entry(UUID.randomUUID().toString(), event, event.at(), 1, null)));
    }

    void record(Statements statements, List<Entry> entries) throws SQLException {
        statements.update("UPDATE audit_head SET seq = seq + ?", entries.size());
        AuditHead head = AuditHead.read(statements);
        long seq = head.seq() - entries.size();
        String previous = head.hash();
        Mac mac = keys.mac(keys.current());
        if (mac == null) {
            throw new IllegalStateException("There is no current key");
        }
        List<@Nullable Object[]> rows = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            AuditRow row = row(++seq, entry, previous).sealed(mac);
            previous = row.hash();
            rows.add(row.columns());
        }
        statements.batch(INSERT, rows);
        statements.update("UPDATE audit_head SET hash = ?", previous);
    }

    private AuditRow row(long seq, Entry entry, String previous) {
        AuditEvent event = entry.event();
        return new AuditRow(
                seq,
                entry.id(),
                event.at(),
                entry.lastAt(),
                entry.times(),
                event.action(),
                event.actor(),
                event.address(),
                event.target(),
                event.requestId(),
                host,
                entry.details() == null ? json(event) : entry.details(),
                keys.current(),
                previous,
                "");
    }

    private static String json(AuditEvent event) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(event.details()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts can always be written", e);
        }
    }
}
