package dev.serai;

import static dev.serai.RescuedText.TEXT;
import static dev.serai.RescuedText.assertWhole;
import static dev.serai.RescuedText.body;
import static dev.serai.RescuedText.broken;
import static dev.serai.RescuedText.pieces;
import static dev.serai.RescuedText.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.RescuedText.Manner;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever a stream of any dialect breaks, its client gets the whole text, whoever goes on. */
class RescueBetweenDialectsTest {
    private static final String MAPPING = """
            model_mappings:
              from-gemini: {rescue: continue, default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}, openai: {model: gpt-4o}}}
              to-gemini: {rescue: continue, default_provider: openai, providers: {vertex: {model: gemini-2.5-flash}, openai: {model: gpt-4o}}}
              from-watsonx: {rescue: continue, default_provider: ibm, providers: {ibm: {model: mistralai/mistral-large}, openai: {model: gpt-4o}}}
              to-watsonx: {rescue: continue, default_provider: openai, providers: {ibm: {model: mistralai/mistral-large}, openai: {model: gpt-4o}}}
              from-oci-generic: {rescue: continue, default_provider: oracle, providers: {oracle: {model: meta.llama-4-maverick-17b-128e-instruct-fp8}, openai: {model: gpt-4o}}}
              to-oci-generic: {rescue: continue, default_provider: openai, providers: {oracle: {model: meta.llama-4-maverick-17b-128e-instruct-fp8}, openai: {model: gpt-4o}}}
              from-oci-cohere: {rescue: continue, default_provider: oracle, providers: {oracle: {model: cohere.command-r-plus-08-2024}, openai: {model: gpt-4o}}}
              to-oci-cohere: {rescue: continue, default_provider: openai, providers: {oracle: {model: cohere.command-r-plus-08-2024}, openai: {model: gpt-4o}}}
            routing: {fallback: {enabled: true, max_attempts: 1}}
            providers:
              openai: {breaker: {window: 1000, minimum_calls: 1000}}
              vertex: {breaker: {window: 1000, minimum_calls: 1000}}
              ibm: {breaker: {window: 1000, minimum_calls: 1000}}
              oracle: {breaker: {window: 1000, minimum_calls: 1000}}
            """;
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, FAKES.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini, EXACTLY",
        "gemini, FROM_THE_LAST_WORDS",
        "gemini, FROM_THE_BEGINNING_AFTER_A_LINE_BREAK",
        "watsonx, EXACTLY",
        "watsonx, FROM_THE_LAST_WORDS",
        "watsonx, WITH_THE_SPACE_AGAIN",
        "oci-generic, EXACTLY",
        "oci-generic, FROM_THE_LAST_WORDS",
        "oci-generic, FROM_THE_BEGINNING_AFTER_A_LINE_BREAK",
        "oci-cohere, EXACTLY",
        "oci-cohere, FROM_THE_LAST_WORDS",
        "oci-cohere, WITH_THE_SPACE_AGAIN"
    })
    void whereverItBreaksTheTextIsWhole(String dialect, Manner manner) throws Exception {
        FakeProvider fake = FAKES.speaking(dialect);
        for (int told = 1; told <= TEXT.length; told++) {
            FAKES.reset();
            fake.enqueue(stream(dialect, TEXT).cutAfterContents(told, Reply.Ending.RESET));
            FAKES.openai.enqueue(pieces(FAKES.openai, manner.rest(said(told))));
            HttpResponse<String> from = gateway.chat(body("from-" + dialect, true, ""));
            assertWhole(from);
            assertThat(from.body()).contains("\n\n: rescued by openai, attempt 2\n\n");
            FAKES.assertTreatedWell();
            FAKES.reset();
            FAKES.openai.enqueue(broken(FAKES.openai, told, Reply.Ending.HANG_UP));
            fake.enqueue(stream(dialect, inPieces(manner.rest(said(told)))));
            HttpResponse<String> to = gateway.chat(body("to-" + dialect, true, ""));
            assertWhole(to);
            assertThat(to.body()).contains("\n\n: rescued by " + provider(dialect) + ", attempt 2\n\n");
            assertThat(fake.last().text()).contains("cut off");
            FAKES.assertTreatedWell();
        }
    }

    private static String provider(String dialect) {
        return switch (dialect) {
            case "gemini" -> "vertex";
            case "watsonx" -> "ibm";
            default -> "oracle";
        };
    }

    private static Reply stream(String dialect, String... texts) {
        return dialect.equals("oci-cohere") ? FAKES.oracle.cohereStream(texts) : FAKES.speaking(dialect).stream(texts);
    }

    private static String[] inPieces(String rest) {
        return rest.isEmpty() ? new String[0] : rest.split("(?s)(?<=\\G.{3})");
    }
}
