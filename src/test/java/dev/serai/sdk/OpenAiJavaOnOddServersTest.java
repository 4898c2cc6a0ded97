package dev.serai.sdk;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import java.util.stream.Stream;

/** openai-java against a server that only resembles OpenAI's: the quirks of its block say how it differs. */
class OpenAiJavaOnOddServersTest extends OpenAiJavaConversations {
    private final FakeOpenAi server = FakeOpenAi.startOdd();

    @Override
    FakeProvider startProvider() {
        return server;
    }

    @Override
    String mapping() {
        return """
                model_mappings:
                  gw-odd: {default_provider: local, providers: {local: {model: qwen3}}}
                providers:
                  local:
                    type: openai
                    base_url: "%s"
                    api_key: "%s"
                    quirks: {max_tokens_name: max_tokens, stream_options: false, tool_index_from: 1, system_role: system}
                """.formatted(server.baseUrl(), server.key());
    }

    @Override
    Stream<String> models() {
        return Stream.of("gw-odd");
    }
}
