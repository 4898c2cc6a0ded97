package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeWatsonx;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** watsonx.ai through the running gateway: deployments, models without chat, and an IAM that is down. */
class WatsonxRoadTest {
    private static final String MAPPING = """
            model_mappings:
              deployed: {default_provider: ibm, providers: {ibm: {deployment: my-chat}}}
              older: {default_provider: ibm, providers: {ibm: {model: ibm/granite-13b-chat-v2}}}
              other: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              either: {default_provider: ibm, providers: {ibm: {model: ibm/x}, openai: {model: gpt-4o}}}
            """;

    @Test
    void aDeploymentNeedsNoProjectAndAModelWithoutChatGetsAPrompt() {
        try (FakeWatsonx watsonx = FakeWatsonx.start()) {
            Map<String, String> variables = new HashMap<>(watsonx.environment());
            try (RunningGateway gateway = RunningGateway.start(MAPPING, variables)) {
                assertThat(gateway.chat(asking("older", true)).body())
                        .contains("<|user|>")
                        .endsWith("data: [DONE]\n\n");
                assertThat(watsonx.last().path()).isEqualTo("/ml/v1/text/generation_stream");
            }
            variables.remove("IBM_PROJECT_ID");
            try (RunningGateway gateway = RunningGateway.start(MAPPING, variables)) {
                assertAnswered(gateway.chat(asking("deployed", false)), "ibm");
                assertThat(watsonx.last().target())
                        .isEqualTo("/ml/v1/deployments/my-chat/text/chat?version=2024-05-31");
                assertThat(gateway.chat(asking("older", false)).body()).contains("IBM_PROJECT_ID");
            }
            watsonx.assertNothingRefused();
        }
    }

    @Test
    void anIamThatIsDownLeavesOthersAlone() {
        try (FakeWatsonx watsonx = FakeWatsonx.start();
                FakeOpenAi openai = FakeOpenAi.start()) {
            watsonx.iam().down(true);
            Map<String, String> variables = new HashMap<>(watsonx.environment());
            variables.putAll(openai.environment());
            try (RunningGateway gateway = RunningGateway.start(MAPPING, variables)) {
                assertAnswered(gateway.chat(asking("either", false)), "openai");
                assertAnswered(gateway.chat(asking("other", false)), "openai");
            }
            assertThat(watsonx.received()).isEmpty();
            openai.assertNoForeignCredentials(watsonx);
        }
    }

    private static void assertAnswered(HttpResponse<String> answer, String provider) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Provider")).contains(provider);
    }

    private static String asking(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
