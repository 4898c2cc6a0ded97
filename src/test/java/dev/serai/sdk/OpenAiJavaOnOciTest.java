package dev.serai.sdk;

import dev.serai.fakes.FakeOci;
import dev.serai.fakes.FakeProvider;
import java.util.stream.Stream;

/** openai-java against models on OCI, in each of its three formats. */
class OpenAiJavaOnOciTest extends OpenAiJavaConversations {
    @Override
    FakeProvider startProvider() {
        return FakeOci.start();
    }

    @Override
    String mapping() {
        return """
                model_mappings:
                  gw-generic: {default_provider: oracle, providers: {oracle: {model: meta.llama-3.3-70b-instruct}}}
                  gw-cohere: {default_provider: oracle, providers: {oracle: {model: cohere.command-r-plus-08-2024}}}
                  gw-cohere-v2: {default_provider: oracle, providers: {oracle: {model: cohere.command-a-reasoning-08-2025}}}
                """;
    }

    @Override
    Stream<String> models() {
        return Stream.of("gw-generic", "gw-cohere", "gw-cohere-v2");
    }
}
