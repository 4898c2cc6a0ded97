package dev.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnderWayTest {
    private final AtomicLong nanos = new AtomicLong();
    private final UnderWay underWay = new UnderWay(nanos::get);
    private final List<String> noted = new ArrayList<>();

    private void look() {
        underWay.lasting(entry -> noted.add(entry.id()));
    }

    @Test
    void whatLastsIsNotedOnce() {
        underWay.begin("long", () -> Entries.of("long"));
        look();
        assertThat(noted).isEmpty();
        nanos.addAndGet(UnderWay.SOON_NANOS);
        look();
        look();
        assertThat(noted).containsExactly("long");
        assertThat(underWay.opened()).containsExactly("long");
        assertThat(underWay.ending("long")).isTrue();
        assertThat(underWay.isOpen("long"))
                .as("until its end is in the journal")
                .isTrue();
        underWay.ended("long");
        assertThat(underWay.opened()).isEmpty();
    }

    @Test
    void whatEndsSoonIsNeverNoted() {
        underWay.begin("short", () -> Entries.of("short"));
        assertThat(underWay.ending("short")).isFalse();
        nanos.addAndGet(UnderWay.SOON_NANOS);
        look();
        assertThat(noted).isEmpty();
    }

    @Test
    void whatHasMoneySetAsideIsOpenFromTheBeginning() {
        underWay.open("dear");
        assertThat(underWay.ending("dear")).isTrue();
        underWay.ended("dear");
        assertThat(underWay.ending("dear")).isFalse();
    }
}
