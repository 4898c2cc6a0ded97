package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.MappingText;
import dev.serai.calls.Call;
import dev.serai.calls.Plan;
import dev.serai.config.ModelMapping;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolveModelTest {
    private static final Map<String, String> KEYS = Map.of("OPENAI_API_KEY", "sk-test", "ANTHROPIC_API_KEY", "test");
    private static final String MODELS = """
            model_mappings:
              three:
                default_provider: anthropic
                providers:
                  openai: {model: gpt-4o}
                  anthropic: {model: claude-3-5-sonnet-20241022}
                  bedrock: {model: "anthropic.claude-3-5-sonnet-20240620-v1:0"}
              one: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            """;

    @Test
    void theDefaultProviderGoesFirstThenTheOrderOfTheFallbacks() {
        assertThat(providers(plan(KEYS, "", "three", null))).containsExactly("anthropic", "bedrock", "openai");
    }

    @Test
    void aPreferredProviderGoesBeforeAllTheOthersKeepTheirOrder() {
        assertThat(providers(plan(KEYS, "", "three", "openai"))).containsExactly("openai", "anthropic", "bedrock");
        assertThat(providers(plan(KEYS, "", "one", "bedrock"))).containsExactly("openai");
    }

    @Test
    void aPreferredProviderThatNobodyKnowsIsRefused() {
        Exchange exchange = exchange(load(KEYS, ""), "three");
        exchange.getMessage().setHeader("X-Preferred-Provider", "opnai");
        GatewayError error = refused(() -> ModelCalls.RESOLVE.process(exchange));
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.param()).isEqualTo("X-Preferred-Provider");
    }

    @Test
    void thePreferredProviderOfTheHeaderMayHaveBlanksAround() {
        Exchange exchange = exchange(load(KEYS, ""), "three");
        exchange.getMessage().setHeader("X-Preferred-Provider", " openai ");
        ModelCalls.RESOLVE.process(exchange);
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        assertThat(providers(call.plan())).startsWith("openai");
        assertThat(exchange.getVariable("model")).isEqualTo("three");
    }

    @Test
    void aNameThatIsNeitherMappedNorMatchedDoesNotExist() {
        GatewayError error = refused(() -> plan(KEYS, "", "claude-99", null));
        assertThat(error.status()).isEqualTo(404);
        assertThat(error.code()).isEqualTo("model_not_found");
        assertThat(error.message()).contains("claude-99");
    }

    @Test
    void aPatternMakesTheProvidersModelOfItsGroups() {
        String pattern = """
                routing:
                  patterns:
                    - {pattern: "^titan-(.+)", default_provider: bedrock, model: "amazon.titan-$1"}
                """;
        Plan plan = plan(KEYS, pattern, "titan-text-express-v1", null);
        assertThat(plan.model().byPattern()).isTrue();
        assertThat(plan.targets()).singleElement().satisfies(target -> {
            assertThat(target.provider().name()).isEqualTo("bedrock");
            assertThat(target.model()).isEqualTo("amazon.titan-text-express-v1");
        });
    }

    @Test
    void aDisabledProviderIsPassedOver() {
        String disabled = "providers: {anthropic: {enabled: false}}\n";
        assertThat(providers(plan(KEYS, disabled, "three", null))).containsExactly("bedrock", "openai");
    }

    @Test
    void ifAllAreSwitchedOffItSaysSo() {
        GatewayError error = refused(() -> plan(KEYS, "providers: {openai: {enabled: false}}\n", "one", null));
        assertThat(error.status()).isEqualTo(503);
        assertThat(error.message()).contains("switched off");
    }

    @Test
    void anUnconfiguredProviderIsPassedOverAndTheLastNamesItsVariable() {
        assertThat(providers(plan(Map.of(), "", "three", null))).containsExactly("bedrock");
        GatewayError error = refused(() -> plan(Map.of(), "", "one", null));
        assertThat(error.status()).isEqualTo(503);
        assertThat(error.code()).isEqualTo("provider_unconfigured");
        assertThat(error.message()).contains("openai needs OPENAI_API_KEY");
        assertThat(error.hopeless()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, 0, 1", "true, 2, 3", "true, 7, 8", "false, 7, 1"})
    void maxAttemptsCountsTheFallbacks(boolean enabled, int maxAttempts, int limit) {
        String fallback = "routing: {fallback: {enabled: %s, max_attempts: %d}}\n".formatted(enabled, maxAttempts);
        assertThat(plan(KEYS, fallback, "three", null).attemptLimit()).isEqualTo(limit);
    }

    private static Exchange exchange(ModelMapping mapping, String model) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(Call.VARIABLE, ModelCalls.unresolved(mapping, model));
        return exchange;
    }

    private static GatewayError refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable resolving) {
        return catchThrowableOfType(GatewayException.class, resolving).error();
    }

    private static Plan plan(Map<String, String> variables, String more, String model, String preferred) {
        return ModelCalls.RESOLVE.plan(ModelCalls.unresolved(load(variables, more), model), model, preferred);
    }

    private static ModelMapping load(Map<String, String> variables, String more) {
        return MappingText.load(MODELS + more, variables);
    }

    private static List<String> providers(Plan plan) {
        return plan.targets().stream().map(target -> target.provider().name()).toList();
    }
}
