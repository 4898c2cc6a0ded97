package dev.serai;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes as the test wants. Thread-safe. */
public final class MovableClock extends Clock {
    private volatile Instant now;

    /** It begins at the time of the machine. */
    public MovableClock() {
        this(Instant.now());
    }

    public MovableClock(Instant begin) {
        this.now = begin;
    }

    /** Only the test's own thread moves it. */
    public void forward(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
