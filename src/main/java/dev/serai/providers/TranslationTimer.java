package dev.serai.providers;

/** Measures translations. Thread-safe. */
@FunctionalInterface
public interface TranslationTimer {
    void translated(String from, String to, long nanos);
}
