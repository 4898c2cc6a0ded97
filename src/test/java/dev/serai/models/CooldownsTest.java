package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CooldownsTest {
    private static final ModelMapping MAPPING = load();
    private static final ModelTarget BIG = MappingText.target(MAPPING, "big");
    private static final ModelTarget SMALL = MappingText.target(MAPPING, "small");
    private static final ModelTarget ELSEWHERE = MappingText.target(MAPPING, "elsewhere");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Cooldowns cooldowns = new Cooldowns(nanos::get);

    @ParameterizedTest
    @CsvSource({"1, 1", "59, 59", "60, 60", "61, 60", "3600, 60", ", 1"})
    void aTargetRestsAsLongAsItAsksAtMostAMinute(Integer asked, long rests) {
        cooldowns.after(failure(Kind.RATE_LIMITED, asked), BIG, false, MAPPING);
        assertThat(left(BIG)).isEqualTo(rests);
        pass(TimeUnit.SECONDS.toNanos(rests) - 1);
        assertThat(left(BIG)).as("rounded up, never 0 while it rests").isEqualTo(1);
        pass(1);
        assertThat(left(BIG)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RATE_LIMITED", "QUOTA_SPENT", "ACCESS_DENIED", "MODEL_UNKNOWN"})
    void theProvidersOtherModelsDoNotRest(Kind kind) {
        cooldowns.after(failure(kind, null), BIG, false, MAPPING);
        assertThat(left(BIG)).isPositive();
        assertThat(left(SMALL)).isZero();
    }

    @Test
    void aShorterRestDoesNotEndALongerOne() {
        cooldowns.after(failure(Kind.RATE_LIMITED, 60), BIG, false, MAPPING);
        cooldowns.after(failure(Kind.RATE_LIMITED, null), BIG, false, MAPPING);
        assertThat(left(BIG)).isEqualTo(60);
    }

    @Test
    void aRefusedCredentialLetsAllItsTargetsRest() {
        cooldowns.after(failure(Kind.CREDENTIALS_REFUSED, null), BIG, false, MAPPING);
        assertThat(left(BIG)).isEqualTo(30);
        assertThat(left(SMALL)).isEqualTo(30);
        assertThat(left(ELSEWHERE)).isZero();
    }

    @Test
    void anUnknownModelRestsUntilAReload() {
        cooldowns.after(failure(Kind.MODEL_UNKNOWN, null), BIG, false, MAPPING);
        pass(TimeUnit.DAYS.toNanos(365));
        assertThat(left(BIG)).isEqualTo(Long.MAX_VALUE);
        ModelMapping reloaded = load();
        assertThat(cooldowns.secondsLeft(MappingText.target(reloaded, "big"), reloaded))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {
                "UNREACHABLE",
                "TIMEOUT",
                "UNAVAILABLE",
                "INVALID_RESPONSE",
                "CONTEXT_TOO_LONG",
                "CONTENT_FILTERED",
                "REFUSED"
            })
    void whatTheBreakerOrTheClientMustMendCoolsNothing(Kind kind) {
        cooldowns.after(failure(kind, 30), BIG, false, MAPPING);
        assertThat(left(BIG)).isZero();
    }

    @Test
    void aNameThatAClientInventedIsNotRememberedUntilAReload() {
        cooldowns.after(failure(Kind.MODEL_UNKNOWN, null), BIG, true, MAPPING);
        assertThat(left(BIG)).isZero();
        cooldowns.after(failure(Kind.RATE_LIMITED, 5), BIG, true, MAPPING);
        assertThat(left(BIG)).isEqualTo(5);
    }

    private static ModelMapping load() {
        return MappingText.load("""
                model_mappings:
                  big: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
                  small: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}}}
                  elsewhere: {default_provider: anthropic, providers: {anthropic: {model: claude-3-5-sonnet-20241022}}}
                """, Map.of("OPENAI_API_KEY", "sk-test", "ANTHROPIC_API_KEY", "test"));
    }

    private static ProviderFailure failure(Kind kind, Integer retryAfter) {
        return new ProviderFailure(kind, 0, null, null, "failed", retryAfter);
    }

    private long left(ModelTarget target) {
        return cooldowns.secondsLeft(target, MAPPING);
    }

    private void pass(long time) {
        nanos.addAndGet(time);
    }
}
