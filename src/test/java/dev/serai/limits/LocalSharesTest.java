package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** F30: whatever overtakes what on its way to Redis, there is no less set aside there than was let in by it and is not known. */
class LocalSharesTest {
    private static final Scope KEY = new Scope(false, "alice", null);
    private static final List<Claim> REQUEST = List.of(new Claim(KEY, LimitKind.REQUESTS, 100, 1));
    private static final List<Claim> STREAM = List.of(new Claim(KEY, LimitKind.PARALLEL_STREAMS, 100, 1));

    private final AtomicLong seconds = new AtomicLong(1_000);
    private LocalShares shares;

    @BeforeEach
    void begin() {
        Standing standing = new Standing(this::nanos, 0);
        shares = new LocalShares(this::nanos, standing, new Debts(seconds::get));
        used(REQUEST, 0);
        assertThat(lease()).isEqualTo(25);
    }

    private long nanos() {
        return TimeUnit.SECONDS.toNanos(seconds.get());
    }

    /** What Redis answers; of what is left then a fourth may be leased. */
    private void used(List<Claim> claims, long used) {
        shares.learn(claims, new Outcome(0, List.of(new Level(used, 0, 0)), 0));
    }

    /** Asks for leases as a beat does. */
    private long lease() {
        List<Leases.Wish> wishes = shares.wishes();
        List<Long> amounts = wishes.stream().map(Leases.Wish::amount).toList();
        shares.leased(wishes, amounts);
        return amounts.get(0);
    }

    private void letIn(List<Claim> claims, int calls) {
        for (int i = 0; i < calls; i++) {
            Outcome outcome = shares.take(UUID.randomUUID().toString(), claims, granted -> {});
            assertThat(outcome.granted()).isTrue();
        }
    }

    private static long told(LocalShares.Word word) {
        return word.told().getOrDefault(REQUEST.get(0).meter(), 0L);
    }

    private static long kept(LocalShares.Word word) {
        return word.kept().get(0);
    }

    @Test
    @DisplayName("F30 a call that gives a lease back overtakes the one that tells what was let in by it")
    void aCallOvertakesAnotherOne() {
        letIn(REQUEST, 10);
        LocalShares.Word first = shares.word(REQUEST);
        assertThat(told(first)).isEqualTo(10);
        used(REQUEST, 96);
        LocalShares.Word second = shares.word(REQUEST);
        assertThat(told(second)).isZero();
        assertThat(kept(second)).as("first may not have arrived").isEqualTo(10);
        assertThat(shares.giveBack(REQUEST)).as("nor now").isNull();
        shares.answered(first, true);
        assertThat(kept(shares.word(REQUEST))).isOne();
    }

    @Test
    @DisplayName("F30 what was let in is told again if the call that told it is lost, and may be given back with it")
    void aCallIsLost() {
        letIn(REQUEST, 10);
        LocalShares.Word first = shares.word(REQUEST);
        used(REQUEST, 96);
        shares.answered(first, false);
        LocalShares.Word second = shares.word(REQUEST);
        assertThat(told(second)).isEqualTo(10);
        assertThat(kept(second))
                .as("it arrives with what it tells, or not at all")
                .isOne();
    }

    @Test
    @DisplayName("F30 a refused call gives all back but what another one is about to tell")
    void aRefusedCallGivesBack() {
        letIn(REQUEST, 10);
        LocalShares.Word first = shares.word(REQUEST);
        letIn(REQUEST, 2);
        LocalShares.Word second = shares.giveBack(REQUEST);
        assertThat(told(second)).isEqualTo(2);
        assertThat(kept(second)).isEqualTo(10);
        shares.answered(second, true);
        shares.answered(first, true);
        assertThat(kept(shares.giveBack(REQUEST))).isZero();
        assertThat(shares.giveBack(REQUEST)).isNull();
    }

    @Test
    @DisplayName("F30 a beat that gives a lease back overtakes the call that tells what was let in by it")
    void aBeatOvertakesACall() {
        letIn(REQUEST, 10);
        LocalShares.Word word = shares.word(REQUEST);
        shares.renounce(List.of(REQUEST.get(0).meter()));
        assertThat(lease()).isEqualTo(10);
        shares.answered(word, true);
        assertThat(lease()).isZero();
    }

    @Test
    @DisplayName("F30 a beat does not give back the places that a lease granted")
    void aBeatLeavesPlaces() {
        used(STREAM, 0);
        assertThat(lease()).isEqualTo(25);
        letIn(STREAM, 3);
        shares.renounce(List.of(STREAM.get(0).meter()));
        assertThat(lease()).isEqualTo(3);
        shares.settle("one of them", STREAM, new Outcome(-1, List.of(new Level(3, 0, 0)), shares.second()), 0, true);
        assertThat(lease()).isEqualTo(2);
    }
}
