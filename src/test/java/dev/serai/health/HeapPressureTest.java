package dev.serai.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("F37 whether the heap is nearly full")
class HeapPressureTest {
    private static final long MOST = 1_000;

    private final MovableClock clock = new MovableClock();
    private final HeapPressure heap = new HeapPressure(85, clock);

    @AfterEach
    void close() {
        heap.close();
    }

    @Test
    void isWhatACollectionLeaves() {
        assertThat(heap.high()).isFalse();
        heap.collected(850, MOST, false);
        assertThat(heap.high()).isFalse();
        heap.collected(851, MOST, false);
        assertThat(heap.high()).isTrue();
        heap.collected(500, MOST, false);
        assertThat(heap.high()).isFalse();
    }

    @Test
    void passesByItselfWhereNothingIsCollected() {
        heap.collected(900, MOST, false);
        clock.forward(HeapPressure.LASTS.minusMillis(1));
        assertThat(heap.high()).isTrue();
        clock.forward(Duration.ofMillis(1));
        assertThat(heap.high()).isFalse();
    }

    @Test
    void isBackWithTheNextCollectionThatLeavesTooMuch() {
        heap.collected(900, MOST, false);
        clock.forward(HeapPressure.LASTS);
        assertThat(heap.high()).isFalse();
        heap.collected(901, MOST, false);
        assertThat(heap.high()).isTrue();
    }

    @Test
    void isNotMadeLongerByCollectionsOfTheYoung() {
        heap.collected(900, MOST, false);
        clock.forward(HeapPressure.LASTS.minusMillis(1));
        heap.collected(900, MOST, false);
        clock.forward(Duration.ofMillis(1));
        assertThat(heap.high()).isFalse();
    }

    @Test
    void isMadeLongerByAWholeCollectionThatLeavesTheSame() {
        heap.collected(900, MOST, false);
        clock.forward(HeapPressure.LASTS.minusMillis(1));
        heap.collected(900, MOST, true);
        clock.forward(HeapPressure.LASTS.minusMillis(1));
        assertThat(heap.high()).isTrue();
    }

    @Test
    void isNotMadeLongerByAClockThatIsSetBack() {
        heap.collected(900, MOST, false);
        clock.forward(Duration.ofHours(-1));
        assertThat(heap.high()).isFalse();
        heap.collected(901, MOST, false);
        assertThat(heap.high()).isTrue();
    }

    @Test
    void isNeverSoAtAHundredPercent() {
        try (HeapPressure off = new HeapPressure(100, clock)) {
            off.collected(MOST, MOST, false);
            assertThat(off.high()).isFalse();
        }
    }
}
