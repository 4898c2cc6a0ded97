package dev.serai.sdk;

import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.FakeWatsonx;
import java.util.stream.Stream;

/** openai-java against watsonx.ai: a model with any tool ids, and one of Mistral's with short ones. */
class OpenAiJavaOnWatsonxTest extends OpenAiJavaConversations {
    @Override
    FakeProvider startProvider() {
        return FakeWatsonx.start();
    }

    @Override
    String mapping() {
        return """
                model_mappings:
                  gw-llama: {default_provider: ibm, providers: {ibm: {model: meta-llama/llama-3-3-70b-instruct}}}
                  gw-mistral: {default_provider: ibm, providers: {ibm: {model: mistralai/mistral-large}}}
                """;
    }

    @Override
    Stream<String> models() {
        return Stream.of("gw-llama", "gw-mistral");
    }
}
