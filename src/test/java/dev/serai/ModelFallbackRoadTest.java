package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Turning to another model, on the shipped routes. */
class ModelFallbackRoadTest {
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start("""
                model_mappings:
                  small:
                    default_provider: openai
                    providers: {openai: {model: gpt-4}}
                    fallback_models: {error: [other], context_window: [large], content_policy: [other]}
                  other: {providers: {anthropic: {model: claude-3-5-sonnet-20241022}}}
                  large: {providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
                  named:
                    default_provider: openai
                    providers: {openai: {model: gpt-4}}
                    fallback_models: {error: [other], named_in_answer: true}
                  patient:
                    default_provider: patient
                    providers: {patient: {model: gpt-4}}
                    fallback_models: {error: [other]}
                  two-windows:
                    default_provider: openai
                    providers: {openai: {model: gpt-4}, anthropic: {model: claude-3-5-sonnet-20241022}}
                  one-window:
                    default_provider: openai
                    providers: {openai: {model: gpt-4-turbo}, second: {model: gpt-4}}
                providers:
                  second: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}"}
                  patient: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", max_retries: 1, retry_delay: 10ms}
                """, FAKES.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void reset() {
        FAKES.reset();
    }

    @Test
    void whereAllTargetsFailTheOtherModelAnswersUnderTheNameThatWasAskedFor() {
        FAKES.openai.enqueue(FAKES.openai.error(503));
        HttpResponse<String> answer = ask("small");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).hasValue("anthropic");
        assertThat(answer.headers().firstValue("x-attempts")).hasValue("2");
        assertThat(answer.body()).contains("\"model\":\"small\"");
    }

    @Test
    void theAnswerNamesTheOtherModelIfTheEntryWantsIt() {
        assertThat(ask("named").body()).contains("\"model\":\"named\"");
        FAKES.openai.enqueue(FAKES.openai.error(503));
        assertThat(ask("named").body()).contains("\"model\":\"other\"");
    }

    @Test
    void theModelThatWasAskedForIsTriedAgainBeforeAnotherIfThatIsSoon() {
        FAKES.openai.enqueue(FAKES.openai.error(503));
        HttpResponse<String> again = ask("patient");
        assertThat(again.headers().firstValue("x-provider")).hasValue("patient");
        assertThat(again.headers().firstValue("x-attempts")).hasValue("2");
        FAKES.openai.enqueue(FAKES.openai.error(503), FAKES.openai.error(503));
        assertThat(ask("patient").headers().firstValue("x-provider")).hasValue("anthropic");
        FAKES.openai.enqueue(FAKES.openai.error(429).header("Retry-After", "6"));
        HttpResponse<String> turned = ask("patient");
        assertThat(turned.headers().firstValue("x-provider")).hasValue("anthropic");
        assertThat(turned.headers().firstValue("x-attempts")).hasValue("2");
    }

    @Test
    void aPromptThatIsTooLongGoesToTheModelForThat() {
        FAKES.openai.enqueue(tooLong());
        HttpResponse<String> answer = ask("small");
        assertThat(answer.headers().firstValue("x-provider-model")).hasValue("claude-sonnet-4-5-20250929");
    }

    @Test
    void aRefusalOfTheContentFilterGoesToTheModelForThat() {
        FAKES.openai.enqueue(FAKES.openai.error(400, "invalid_request_error", "content_filter", null, "Filtered."));
        HttpResponse<String> answer = ask("small");
        assertThat(answer.headers().firstValue("x-provider-model")).hasValue("claude-3-5-sonnet-20241022");
    }

    @Test
    void anotherRefusalGoesNowhere() {
        FAKES.openai.enqueue(FAKES.openai.error(400));
        assertThat(ask("small").statusCode()).isEqualTo(400);
        assertThat(FAKES.calls()).isEqualTo(1);
    }

    @Test
    void ofTheModelsOwnTargetsTheLargerWindowIsTriedAndNoOther() {
        FAKES.openai.enqueue(tooLong());
        assertThat(ask("two-windows").headers().firstValue("x-provider")).hasValue("anthropic");
        FAKES.reset();
        FAKES.openai.enqueue(tooLong());
        HttpResponse<String> refused = ask("one-window");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("context_length_exceeded").contains("\"param\":\"messages\"");
        assertThat(FAKES.calls()).isEqualTo(1);
    }

    @Test
    void whereTheLargerWindowIsDownTheClientMayTryAgain() {
        FAKES.openai.enqueue(tooLong());
        FAKES.anthropic.enqueue(FAKES.anthropic.error(503));
        HttpResponse<String> answer = ask("two-windows");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(FAKES.calls()).isEqualTo(2);
    }

    @Test
    void whereTheOtherModelFailsTooTheErrorIsOne() {
        FAKES.openai.enqueue(FAKES.openai.error(503));
        FAKES.anthropic.enqueue(FAKES.anthropic.error(500));
        assertThat(ask("small").statusCode()).isEqualTo(503);
        assertThat(FAKES.calls()).isEqualTo(2);
    }

    private static Reply tooLong() {
        return FAKES.openai.error(
                400,
                "invalid_request_error",
                "context_length_exceeded",
                "messages",
                "This model's maximum context length is 8192 tokens.");
    }

    private static HttpResponse<String> ask(String model) {
        return gateway.chat("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }
}
