package dev.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.journal.Segment;
import dev.serai.journal.Segment.Rest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever happens to a segment: good entries up to there, and never one that was not written. */
class JournalLineTest {
    private static final List<LedgerEntry> WRITTEN =
            IntStream.range(0, 5).mapToObj(i -> Entries.of("id-" + i)).toList();
    private static final byte[] SEGMENT = segment();

    @Test
    void anEntryComesBackAsItWas() {
        assertThat(JournalLine.read(SEGMENT).entries()).isEqualTo(WRITTEN);
        assertThat(JournalLine.read(SEGMENT).rest()).isEqualTo(Rest.NOTHING);
    }

    @Property(tries = 500)
    void whatIsCutIsATornEntry(@ForAll @IntRange(min = 0, max = 100_000) int place) {
        int length = place % SEGMENT.length;
        Segment<LedgerEntry> read = JournalLine.read(Arrays.copyOf(SEGMENT, length));
        assertThat(read.entries()).isEqualTo(WRITTEN.subList(0, read.entries().size()));
        int whole = SEGMENT.length / WRITTEN.size();
        assertThat(read.entries()).hasSize(length / whole);
        assertThat(read.rest()).isEqualTo(length % whole == 0 ? Rest.NOTHING : Rest.TORN);
    }

    @Property(tries = 2000)
    void whatIsChangedIsNoEntry(
            @ForAll @IntRange(min = 0, max = 100_000) int place, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] changed = SEGMENT.clone();
        int at = place % SEGMENT.length;
        changed[at] ^= (byte) change;
        Segment<LedgerEntry> read = JournalLine.read(changed);
        int before = at / (SEGMENT.length / WRITTEN.size());
        assertThat(read.entries()).hasSizeGreaterThanOrEqualTo(before);
        assertThat(read.entries()).isEqualTo(WRITTEN.subList(0, read.entries().size()));
    }

    private static byte[] segment() {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        WRITTEN.forEach(entry -> segment.writeBytes(JournalLine.of(entry)));
        return segment.toByteArray();
    }
}
