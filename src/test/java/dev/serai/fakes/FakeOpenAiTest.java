package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeOpenAiTest {
    private final FakeOpenAi openai = FakeOpenAi.start();

    @AfterEach
    void close() {
        openai.close();
    }

    @Test
    void answersATextByEchoingIt() throws Exception {
        HttpResponse<String> answer =
                post("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"content\":\"Echo: Hi\"", "\"finish_reason\":\"stop\"");
        openai.assertNothingRefused();
    }

    @Test
    void streamsWithUsageIfAskedFor() throws Exception {
        HttpResponse<String> answer =
                post("{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.body().lines().filter(line -> !line.isEmpty()))
                .allMatch(line -> line.startsWith("data: "))
                .hasSize(6)
                .last()
                .isEqualTo("data: [DONE]");
        assertThat(answer.body()).contains("\"usage\":null", "\"choices\":[],\"usage\":{\"prompt_tokens\":9");
    }

    @Test
    void callsAToolForEachCityAndReadsTheirResults() throws Exception {
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}]";
        String user = "{\"role\":\"user\",\"content\":\"How is the weather in Paris and Rome?\"}";
        HttpResponse<String> calls = post("{\"model\":\"gpt-4o\"," + tools + ",\"messages\":[" + user + "]}");
        assertThat(calls.body()).contains("{\\\"city\\\":\\\"Paris\\\"}", "{\\\"city\\\":\\\"Rome\\\"}");
        HttpResponse<String> answer = post("{\"model\":\"gpt-4o\"," + tools + ",\"messages\":[" + user
                + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + call("a") + "," + call("b") + "]}"
                + ",{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"sun\"}"
                + ",{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"rain\"}]}");
        assertThat(answer.body()).contains("The tools said: sun; rain");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"model":"gpt-4o","messages":[]} | messages
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"top_k":1} | top_k
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a","x":1}]} | messages[0].x
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"stream_options":{}} | stream_options
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"temperature":2.5} | temperature
                    {"model":"gpt-5","messages":[{"role":"user","content":"a"}],"max_tokens":5} | max_tokens
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"tool_choice":"auto"} | tool_choice
                    {"model":"gpt-4o","messages":[{"role":"tool","content":"a","tool_call_id":"b"}]} | messages[0].role
                    {"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text"}]}]} | messages[0].content[0].text
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"top_logprobs":2} | top_logprobs
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"metadata":{"a":1}} | metadata.a
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"metadata":[]} | metadata
                    {"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"response_format":{"type":"text","a":1}} | response_format.a
                    """)
    void refusesWhatOpenAiRefuses(String request, String param) throws Exception {
        assertRefused(post(request), param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"json_schema"} | response_format.json_schema
                    {"type":"json_schema","json_schema":{"name":"a"}} | response_format.json_schema.schema
                    {"type":"json_schema","json_schema":{"name":"a","schema":{},"a":1}} | response_format.json_schema.a
                    {"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"},"strict":true}} | response_format.json_schema.schema
                    {"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object","additionalProperties":false,"properties":{"b":{}}},"strict":true}} | response_format.json_schema.schema
                    {"type":"xml"} | response_format.type
                    """)
    void refusesFormatsThatOpenAiRefuses(String format, String param) throws Exception {
        assertRefused(
                post("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"response_format\":"
                        + format + "}"),
                param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "any" | tool_choice
                    null | tool_choice
                    {"type":"tool","name":"a"} | tool_choice.type
                    {"type":"function","name":"a"} | tool_choice.name
                    {"type":"function","function":{"name":"b"}} | tool_choice.function.name
                    {"type":"allowed_tools","allowed_tools":{"mode":"any","tools":[]}} | tool_choice.allowed_tools.mode
                    "auto","tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"a"}}] | tools[1].function.name
                    "auto","tools":[{"type":"function","function":{"name":"a","x":1}}] | tools[0].function.x
                    "auto","tools":[{"type":"function","function":{"name":"a","strict":true,"parameters":{"type":"object"}}}] | tools[0].function.parameters
                    "auto","messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"b","type":"function","function":{"name":"a","arguments":"{}","x":1}}]},{"role":"tool","tool_call_id":"b","content":"c"}] | messages[1].tool_calls[0].function.x
                    """)
    void refusesToolsThatOpenAiRefuses(String choice, String param) throws Exception {
        String tools = choice.contains("tools\":[{")
                ? ""
                : "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],";
        String messages = choice.contains("messages") ? "" : "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],";
        assertRefused(post("{\"model\":\"gpt-4o\"," + tools + messages + "\"tool_choice\":" + choice + "}"), param);
    }

    private void assertRefused(HttpResponse<String> answer, String param) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"" + param + "\"");
        assertThat(openai.last().refusal()).isNotNull();
    }

    @Test
    void anExtraFieldPassesIfItIsMarkedOrTheSwitchIsOff() throws Exception {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
        assertThat(post("{\"model\":\"gpt-4o\",\"x_new\":1," + messages + "}").statusCode())
                .isEqualTo(200);
        openai.refuseUnknownFields(false);
        assertThat(post("{\"model\":\"gpt-4o\",\"new\":1," + messages + "}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesAnotherKeyAndForeignHeaders() throws Exception {
        URI uri = URI.create(openai.baseUrl() + "/chat/completions");
        assertThat(Client.post(uri, Map.of("Authorization", "Bearer other"), "{}")
                        .statusCode())
                .isEqualTo(401);
        Map<String, String> both = Map.of("Authorization", "Bearer " + openai.key(), "X-API-Key", "client");
        assertThat(Client.post(uri, both, "{}").body()).contains("foreign_header");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return Client.post(
                URI.create(openai.baseUrl() + "/chat/completions"),
                Map.of("Authorization", "Bearer " + openai.key()),
                body);
    }

    private static String call(String id) {
        return "{\"id\":\"" + id
                + "\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"{}\"}}";
    }
}
