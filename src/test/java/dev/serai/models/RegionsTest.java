package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered of one model in one region says nothing of the same model in another. */
class RegionsTest {
    private static final ModelMapping MAPPING = MappingText.load("""
            model_mappings:
              dublin: {providers: {bedrock: {model: amazon.nova-pro-v1:0, region: eu-west-1}}}
              ohio: {providers: {bedrock: {model: amazon.nova-pro-v1:0, region: us-east-2}}}
              home: {providers: {bedrock: {model: amazon.nova-pro-v1:0}}}
              unsaid: {providers: {openai: {model: gpt-4o}}}
            providers: {bedrock: {region: us-east-1, max_concurrent: 1}}
            """, Map.of());
    private static final ModelTarget DUBLIN = MappingText.target(MAPPING, "dublin");
    private static final ModelTarget OHIO = MappingText.target(MAPPING, "ohio");
    private static final ModelTarget UNSAID = MappingText.target(MAPPING, "unsaid");
    private static final ModelTarget HOME = MappingText.target(MAPPING, "home");

    @Test
    void aTargetThatRestsLetsTheOtherRegionsWork() {
        Cooldowns cooldowns = new Cooldowns(() -> 0);
        cooldowns.after(failure(Kind.RATE_LIMITED, 30), DUBLIN, false, MAPPING);
        assertThat(cooldowns.secondsLeft(DUBLIN, MAPPING)).isEqualTo(30);
        assertThat(cooldowns.secondsLeft(OHIO, MAPPING)).isZero();
        assertThat(cooldowns.secondsLeft(HOME, MAPPING)).isZero();
    }

    @Test
    void aCredentialIsTheSameInAllRegions() {
        Cooldowns cooldowns = new Cooldowns(() -> 0);
        cooldowns.after(failure(Kind.CREDENTIALS_REFUSED, null), DUBLIN, false, MAPPING);
        assertThat(cooldowns.secondsLeft(OHIO, MAPPING)).isPositive();
        assertThat(cooldowns.secondsLeft(HOME, MAPPING)).isPositive();
    }

    @Test
    void eachRegionIsAsFastAsItIs() {
        Latencies latencies = new Latencies();
        latencies.answered(DUBLIN, true, 3);
        latencies.answered(OHIO, true, 1);
        latencies.answered(OHIO, true, 2);
        assertThat(latencies.seconds(DUBLIN, true)).isEqualTo(3);
        assertThat(latencies.seconds(OHIO, true)).isEqualTo(1.2);
        assertThat(latencies.seconds(HOME, true)).as("nothing is known").isZero();
    }

    @Test
    void eachRegionHasItsOwnPlacesForCalls() {
        Bulkheads bulkheads = new Bulkheads(100);
        assertThat(bulkheads.enter(DUBLIN)).isTrue();
        assertThat(bulkheads.enter(DUBLIN)).isFalse();
        assertThat(bulkheads.enter(OHIO)).isTrue();
        bulkheads.leave(DUBLIN.place());
        assertThat(bulkheads.enter(DUBLIN)).isTrue();
    }

    @Test
    void whereNothingIsSaidAProviderThatHangsLeavesAFourthToTheOthers() {
        Bulkheads bulkheads = new Bulkheads(8);
        for (int i = 0; i < 6; i++) {
            assertThat(bulkheads.enter(UNSAID)).isTrue();
        }
        assertThat(bulkheads.full(UNSAID)).isTrue();
        assertThat(bulkheads.enter(UNSAID)).isFalse();
    }

    private static ProviderFailure failure(Kind kind, Integer retryAfter) {
        return new ProviderFailure(kind, 429, null, null, "on purpose", retryAfter);
    }
}
