package dev.serai.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A row of the chain. Immutable.
 *
 * @param seq its place, from 1 on, without gaps
 * @param id of the event; a batch that comes twice is known by it
 * @param firstAt when it happened, or the first of the times that it did, in milliseconds since 1970
 * @param times how often
 * @param host which gateway wrote it
 * @param details an object in JSON
 * @param keyVersion of the pepper that it is sealed with
 * @param prevHash of the row before it; of the first, 64 zeros
 * @param hash HMAC-SHA-256 of everything else, in hexadecimal
 */
public record AuditRow(
        long seq,
        String id,
        long firstAt,
        long lastAt,
        long times,
        String action,
        String actor,
        @Nullable String address,
        @Nullable String target,
        @Nullable String requestId,
        String host,
        String details,
        int keyVersion,
        String prevHash,
        String hash) {
    /** What the first row goes on from. */
    public static final String BEGINNING = "0".repeat(64);

    static final String COLUMNS = "seq, id, first_at, last_at, times, action, actor, address, target, request_id, host,"
            + " details, key_version, prev_hash, hash";

    private static final String DOMAIN = "serai.audit/1";
    private static final HexFormat HEX = HexFormat.of();

    static AuditRow read(ResultSet row) throws SQLException {
        return new AuditRow(
                row.getLong("seq"),
                row.getString("id"),
                row.getLong("first_at"),
                row.getLong("last_at"),
                row.getLong("times"),
                row.getString("action"),
                row.getString("actor"),
                row.getString("address"),
                row.getString("target"),
                row.getString("request_id"),
                row.getString("host"),
                row.getString("details"),
                row.getInt("key_version"),
                row.getString("prev_hash"),
                row.getString("hash"));
    }

    @Nullable
    Object[] columns() {
        return new @Nullable Object[] {
            seq,
            id,
            firstAt,
            lastAt,
            times,
            action,
            actor,
            address,
            target,
            requestId,
            host,
            details,
            keyVersion,
            prevHash,
            hash
        };
    }

    AuditRow sealed(Mac mac) {
        return new AuditRow(
                seq,
                id,
                firstAt,
                lastAt,
                times,
                action,
                actor,
                address,
                target,
                requestId,
                host,
                details,
                keyVersion,
                prevHash,
                seal(mac));
    }

    /** What its hash is to be. Each part is preceded by its length, so that no two rows are one text. */
    String seal(Mac mac) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, DOMAIN);
            out.writeLong(seq);
            out.writeLong(firstAt);
            out.writeLong(lastAt);
            out.writeLong(times);
            out.writeInt(keyVersion);
            write(out, id);
            write(out, action);
            write(out, actor);
            write(out, address);
            write(out, target);
            write(out, requestId);
            write(out, host);
            write(out, details);
            write(out, prevHash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HEX.formatHex(mac.doFinal(bytes.toByteArray()));
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
