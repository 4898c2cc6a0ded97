package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad inputs B21 to B48 of the reliability page, as far as a body shows them. Bodies are written with ' for ". */
class ChatRequestRulesTest {
    private static final String USER = "{'role':'user','content':'hi'}";
    private static final String TOOL = "{'type':'function','function':{'name':'look'}}";
    private static final String CALL = "{'id':'c1','type':'function','function':{'name':'look','arguments':'{}'}}";

    private final ChatRequestReader reader = new ChatRequestReader();

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'model':null}", "{'messages':7,'api_base':'x'}"})
    void b21ModelMissing(String body) {
        assertThat(fault(body)).isEqualTo("missing_model model");
    }

    static Stream<Arguments> b22WhatIsNoModel() {
        return Stream.of(
                Arguments.of("''", "invalid_value"),
                Arguments.of("'" + "m".repeat(257) + "'", "invalid_value"),
                Arguments.of("'gpt-4\\r\\nX: y'", "invalid_value"),
                Arguments.of("'gpt\\u0000'", "invalid_value"),
                Arguments.of("'gpt\\u2028'", "invalid_value"),
                Arguments.of("'gpt\\u202e'", "invalid_value"),
                Arguments.of("'gpt\\ud800'", "invalid_value"),
                Arguments.of("4", "invalid_type"),
                Arguments.of("['gpt-4']", "invalid_type"),
                Arguments.of("{}", "invalid_type"),
                Arguments.of("true", "invalid_type"));
    }

    @ParameterizedTest
    @MethodSource
    void b22WhatIsNoModel(String model, String code) {
        assertThat(fault("{'model':" + model + ",'messages':[" + USER + "]}")).isEqualTo(code + " model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "{{env:HOME}}", "${env:HOME}", "#bean:x", "a?b=c&d", "RAW(x)", "组/模型", "a b", "__proto__"
            })
    void b22ModelIsNeverInterpreted(String model) {
        assertThat(read("{'model':'" + model + "','messages':[" + USER + "]}").model())
                .isEqualTo(model);
    }

    @Test
    void b23ModelThatDrivesBacktrackingIsCutOffByItsLength() {
        assertThat(fault("{'model':'" + "a".repeat(5000) + "!','messages':[" + USER + "]}"))
                .isEqualTo("invalid_value model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "null              | missing_required_parameter messages",
                "[]                | empty_array messages",
                "'hi'              | invalid_type messages",
                "{}                | invalid_type messages",
                "[null]            | invalid_type messages[0]",
                "['hi']            | invalid_type messages[0]",
            })
    void b24Messages(String messages, String expected) {
        assertThat(fault("{'model':'m','messages':" + messages + "}")).isEqualTo(expected);
    }

    @Test
    void b24MessagesMissing() {
        assertThat(fault("{'model':'m'}")).isEqualTo("missing_required_parameter messages");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'content':'x'}                                    | missing_required_parameter messages[1].role",
                "{'role':7,'content':'x'}                           | invalid_type messages[1].role",
                "{'role':'robot','content':'x'}                     | invalid_value messages[1].role",
                "{'role':'user','content':null}                     | invalid_value messages[1].content",
                "{'role':'user'}                                    | missing_required_parameter messages[1].content",
                "{'role':'system'}                                  | missing_required_parameter messages[1].content",
                "{'role':'assistant'}                               | missing_required_parameter messages[1].content",
                "{'role':'assistant','content':null}                | invalid_value messages[1].content",
                "{'role':'user','content':7}                        | invalid_type messages[1].content",
                "{'role':'user','content':{}}                       | invalid_type messages[1].content",
                "{'role':'user','content':'x','name':7}             | invalid_type messages[1].name",
                "{'role':'user','content':['x']}                    | invalid_type messages[1].content[0]",
                "{'role':'user','content':[{'text':'x'}]}           | missing_required_parameter messages[1].content[0].type",
                "{'role':'user','content':[{'type':'x'}]}           | invalid_value messages[1].content[0].type",
                "{'role':'user','content':[{'type':'text'}]}        | missing_required_parameter messages[1].content[0].text",
                "{'role':'user','content':[{'type':'text','text':1}]} | invalid_type messages[1].content[0].text",
                "{'role':'user','content':[{'type':'refusal','refusal':'x'}]} | invalid_value messages[1].content[0].type",
                "{'role':'system','content':[{'type':'image_url'}]} | invalid_value messages[1].content[0].type",
                "{'role':'user','content':[{'type':'image_url'}]}   | missing_required_parameter messages[1].content[0].image_url",
                "{'role':'user','content':[{'type':'image_url','image_url':'https://x'}]} | invalid_type messages[1].content[0].image_url",
                "{'role':'user','content':[{'type':'image_url','image_url':{}}]} | missing_required_parameter messages[1].content[0].image_url.url",
                "{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'','format':'ogg'}}]} | invalid_value messages[1].content[0].input_audio.format",
                "{'role':'user','content':[{'type':'file','file':{}}]} | missing_required_parameter messages[1].content[0].file.file_data",
                "{'role':'tool','content':'x'}                      | missing_required_parameter messages[1].tool_call_id",
                "{'role':'tool','content':'x','tool_call_id':'c1'}  | invalid_value messages[1].tool_call_id",
                "{'role':'function','content':'x'}                  | missing_required_parameter messages[1].name",
                "{'role':'assistant','tool_calls':{}}               | invalid_type messages[1].tool_calls",
                "{'role':'assistant','tool_calls':[{}]}             | missing_required_parameter messages[1].tool_calls[0].id",
                "{'role':'assistant','tool_calls':[{'id':''}]}      | empty_string messages[1].tool_calls[0].id",
                "{'role':'assistant','tool_calls':[{'id':'c1'}]}    | missing_required_parameter messages[1].tool_calls[0].type",
                "{'role':'assistant','tool_calls':[{'id':'c1','type':'function','function':{'name':'f'}}]} | missing_required_parameter messages[1].tool_calls[0].function.arguments",
                "{'role':'assistant','tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':{}}}]} | invalid_type messages[1].tool_calls[0].function.arguments",
                "{'role':'assistant','reasoning_content':7}         | invalid_type messages[1].reasoning_content",
                "{'role':'assistant','thinking_blocks':{}}          | invalid_type messages[1].thinking_blocks",
            })
    void b25Message(String message, String expected) {
        assertThat(fault("{'model':'m','messages':[" + USER + "," + message + "]}"))
                .isEqualTo(expected);
    }

    @Test
    void b25CallsWithoutAnswersAndTwins() {
        String assistant = "{'role':'assistant','tool_calls':[" + CALL + "]}";
        assertThat(fault("{'model':'m','messages':[" + USER + "," + assistant + "]}"))
                .isEqualTo("invalid_value messages[1]");
        assertThat(fault("{'model':'m','messages':[" + USER + "," + assistant + "," + USER + "]}"))
                .isEqualTo("invalid_value messages[1]");
        assertThat(fault("{'model':'m','messages':[{'role':'assistant','tool_calls':[" + CALL + "," + CALL + "]}]}"))
                .isEqualTo("invalid_value messages[0].tool_calls[1].id");
    }

    @Test
    void b26TooManyMessages() {
        String messages = IntStream.range(0, 10_001).mapToObj(i -> USER).collect(Collectors.joining(","));
        assertThat(fault("{'model':'m','messages':[" + messages + "]}")).isEqualTo("array_above_max_length messages");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // B27
                "'temperature':2.1          | decimal_above_max_value temperature",
                "'temperature':-1           | decimal_below_min_value temperature",
                "'temperature':'1'          | invalid_type temperature",
                // B28
                "'max_tokens':0             | integer_below_min_value max_tokens",
                "'max_tokens':-1            | integer_below_min_value max_tokens",
                "'max_tokens':1e9           | integer_above_max_value max_tokens",
                "'max_tokens':1.5           | invalid_type max_tokens",
                "'max_tokens':'9'           | invalid_type max_tokens",
                "'max_completion_tokens':0  | integer_below_min_value max_completion_tokens",
                // B29
                "'n':0                      | integer_below_min_value n",
                "'n':129                    | integer_above_max_value n",
                // B30
                "'top_p':1.1                | decimal_above_max_value top_p",
                "'presence_penalty':-2.01   | decimal_below_min_value presence_penalty",
                "'frequency_penalty':3      | decimal_above_max_value frequency_penalty",
                "'logprobs':'yes'           | invalid_type logprobs",
                "'top_logprobs':21          | integer_above_max_value top_logprobs",
                "'top_logprobs':2           | invalid_value top_logprobs",
                "'logit_bias':{'50256':101} | decimal_above_max_value logit_bias.50256",
                "'logit_bias':[]            | invalid_type logit_bias",
                "'seed':9223372036854775808 | integer_above_max_value seed",
                "'seed':1.5                 | invalid_type seed",
                "'stop':['1','2','3','4','5'] | array_above_max_length stop",
                "'stop':[1]                 | invalid_type stop[0]",
                "'stop':1                   | invalid_type stop",
                // B31
                "'stream':'true'            | invalid_type stream",
                "'stream_options':{}        | invalid_value stream_options",
                "'stream':true,'stream_options':7 | invalid_type stream_options",
                "'stream':true,'stream_options':{'include_usage':1} | invalid_type stream_options.include_usage",
                // B32
                "'tools':{}                 | invalid_type tools",
                "'tools':[7]                | invalid_type tools[0]",
                "'tools':[{'type':'x'}]     | invalid_value tools[0].type",
                "'tools':[{'function':{}}]  | missing_required_parameter tools[0].type",
                "'tools':[{'type':'function'}] | missing_required_parameter tools[0].function",
                "'tools':[{'type':'function','function':{}}] | missing_required_parameter tools[0].function.name",
                "'tools':[{'type':'function','function':{'name':'a b'}}] | invalid_value tools[0].function.name",
                "'tools':[{'type':'function','function':{'name':''}}] | empty_string tools[0].function.name",
                "'tools':[{'type':'function','function':{'name':'a','parameters':'x'}}] | invalid_type tools[0].function.parameters",
                "'tools':[{'type':'custom','custom':{}}] | missing_required_parameter tools[0].custom.name",
                "'tool_choice':'required'   | invalid_value tool_choice",
                "'tool_choice':'always'     | invalid_value tool_choice",
                "'tool_choice':7            | invalid_type tool_choice",
                "'tool_choice':{'type':'function','function':{'name':'x'}} | invalid_value tool_choice",
                "'functions':[{'name':'a'}],'function_call':{'name':'b'} | invalid_value function_call",
                "'functions':[{}]           | missing_required_parameter functions[0].name",
                "'parallel_tool_calls':1    | invalid_type parallel_tool_calls",
                // B33
                "'response_format':'json'   | invalid_type response_format",
                "'response_format':{}       | missing_required_parameter response_format.type",
                "'response_format':{'type':'xml'} | invalid_value response_format.type",
                "'response_format':{'type':'json_schema'} | missing_required_parameter response_format.json_schema",
                "'response_format':{'type':'json_schema','json_schema':{'schema':{}}} | missing_required_parameter response_format.json_schema.name",
                "'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':[]}} | invalid_type response_format.json_schema.schema",
                // the rest of wire 1.1
                "'reasoning_effort':'huge'  | invalid_value reasoning_effort",
                "'verbosity':'max'          | invalid_value verbosity",
                "'service_tier':'gold'      | invalid_value service_tier",
                "'user':7                   | invalid_type user",
                "'prompt_cache_retention':'1h' | invalid_value prompt_cache_retention",
                "'metadata':[]              | invalid_type metadata",
                "'metadata':{'a':1}         | invalid_type metadata.a",
                "'modalities':['smell']     | invalid_value modalities[0]",
                "'store':'no'               | invalid_type store",
                "'top_k':1.5                | invalid_type top_k",
                "'thinking':true            | invalid_type thinking",
                "'thinking':{}              | missing_required_parameter thinking.type",
            })
    void b27ToB33Fields(String fields, String expected) {
        assertThat(fault(with(fields))).isEqualTo(expected);
    }

    @Test
    void b32TooManyTools() {
        String tools = IntStream.range(0, 129).mapToObj(i -> TOOL).collect(Collectors.joining(","));
        assertThat(fault(with("'tools':[" + tools + "]"))).isEqualTo("array_above_max_length tools");
    }

    @Test
    void b32ToolChoiceNamesATool() {
        assertThat(fault(with("'tools':[" + TOOL + "],'tool_choice':{'type':'function','function':{'name':'x'}}")))
                .isEqualTo("invalid_value tool_choice");
        assertThat(
                        fault(
                                with(
                                        "'tools':[" + TOOL
                                                + "],'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'x'}}]}}")))
                .isEqualTo("invalid_value tool_choice");
        assertThat(fault(with("'tools':[{'type':'function','function':{'name':'" + "x".repeat(65) + "'}}]")))
                .isEqualTo("string_above_max_length tools[0].function.name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_base",
                "base_url",
                "api_key",
                "extra_headers",
                "custom_llm_provider",
                "mock_response",
                "user_config",
                "aws_access_key_id",
                "aws_bedrock_runtime_endpoint",
                "vertex_project",
                "vertex_credentials",
                "fallbacks",
                "custom_host",
                "endpoint"
            })
    void b36SteeringFieldsAreRefused(String field) {
        assertThat(fault(with("'" + field + "':'http://127.0.0.1:9'"))).isEqualTo("unknown_parameter " + field);
        assertThat(fault(with("'" + field + "':null"))).isEqualTo("unknown_parameter " + field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'made_up':{'deep':[1.10,1e5]}", // B37
                "'temperature':null,'top_p':null,'stop':null,'tools':null,'stream':null,'stream_options':null,'n':null",
                "'temperature':2,'top_p':0.0,'presence_penalty':-2.0,'seed':-9223372036854775808,'n':128",
                "'max_tokens':1e5,'max_completion_tokens':100.0", // B28: both are taken, and whole decimals are
                // integers
                "'stop':'','tools':[],'metadata':{}",
                "'stop':[]",
                "'tool_choice':'auto'",
                "'tool_choice':'none'",
                "'function_call':'auto'",
                "'logprobs':true,'top_logprobs':20,'logit_bias':{'50256':-100}",
                "'stream':true,'stream_options':{'include_usage':true,'include_obfuscation':false}",
                "'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'type':'object'},'strict':true}}",
                "'tools':[{'type':'function','function':{'name':'look','parameters':{},'strict':null},'cache_control':{'type':'ephemeral'}}],"
                        + "'tool_choice':{'type':'function','function':{'name':'look'}}",
                "'tools':[{'type':'custom','custom':{'name':'look','format':{'type':'text'}}}],'tool_choice':{'type':'custom','custom':{'name':'look'}}",
                "'thinking':{'type':'enabled','budget_tokens':2048},'top_k':5,'reasoning_effort':'none'",
                "'user':'u','safety_identifier':'s','prompt_cache_key':'k','prompt_cache_retention':'24h','service_tier':'flex'",
                "'modalities':['text','audio'],'audio':{'voice':'x','format':'wav'},'metadata':{'a':'b'},'store':false"
            })
    void whatOpenAiTakesIsTaken(String fields) {
        assertThatCode(() -> read(with(fields))).doesNotThrowAnyException();
    }

    @Test
    void conversationsThatOpenAiTakesAreTaken() {
        String messages =
                "{'role':'developer','content':[{'type':'text','text':'x','cache_control':{'type':'ephemeral'}}]},"
                        + "{'role':'user','name':'ann','content':[{'type':'text','text':''},"
                        + "{'type':'image_url','image_url':{'url':'https://x/y.png','detail':'low'}},"
                        + "{'type':'input_audio','input_audio':{'data':'AAAA','format':'mp3'}},{'type':'file','file':{'file_id':'f'}}]},"
                        + "{'role':'assistant','content':null,'refusal':null,'reasoning_content':'hm','thinking_blocks':[{'type':'thinking','thinking':'hm','signature':'s'}],'tool_calls':["
                        + CALL + "," + CALL.replace("c1", "c2") + "]},"
                        + "{'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'x'}]},{'role':'tool','tool_call_id':'c1','content':''},"
                        + "{'role':'assistant','content':[{'type':'refusal','refusal':'no'}],'tool_calls':[]},"
                        + "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':''}},{'role':'function','name':'f','content':null},"
                        + USER;
        assertThatCode(() -> read("{'model':'m','messages':[" + messages + "]}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://x/y.png",
                "file:///etc/passwd",
                "ftp://x/y.png",
                "data:text/html,<b>",
                "gopher://x",
                "x",
                "",
                "http://169.254.169.254/",
                "http://2130706433/",
                "javascript:alert(1)",
                "data:image/png", // B41, B42
                "data:image/png;base64,",
                "data:image/png;base64,!!!!",
                "data:image/png;base64,AAAAA", // B47
                "data:image/png;base64,AA=AAA",
                "data:image/png;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",
                "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAIAAAA="
            })
    void b41B47ImageUrls(String url) {
        String body =
                "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'x'},{'type':'image_url','image_url':{'url':'"
                        + url + "'}}]}]}";
        assertThat(fault(body)).isEqualTo("invalid_image_url messages[0].content[1].image_url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://x/y.png",
                "HTTPS://x",
                "s3://bucket/key",
                "data:image/png;base64,iVBORw0KGgo=",
                "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAAA=",
                "data:image/JPEG;name=a.jpg;BASE64,_9j_4AAQ\\r\\nSkZJ",
                "data:image/webp,%52%49"
            })
    void b41ImagesThatAreTaken(String url) {
        String body = "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'"
                + url + "'}}]}]}";
        assertThatCode(() -> read(body)).doesNotThrowAnyException();
    }

    @Test
    void b47ImageOfThirtyMegabytes() {
        String body =
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,"
                        + "A".repeat(30 << 20) + "'}}]}]}";
        assertThat(fault(body)).isEqualTo("invalid_image_url messages[0].content[0].image_url");
    }

    @Test
    void b48TooManyImages() {
        String images = IntStream.range(0, 101)
                .mapToObj(i -> "{'type':'image_url','image_url':{'url':'https://x'}}")
                .collect(Collectors.joining(","));
        assertThat(fault("{'model':'m','messages':[{'role':'user','content':[" + images + "]}]}"))
                .isEqualTo("array_above_max_length messages[0].content");
    }

    @Test
    void messagesQuoteNoMoreThanAGlance() {
        GatewayException thrown = catchThrowableOfType(
                GatewayException.class,
                () -> read("{'model':'m','messages':[{'role':'" + "r".repeat(9999) + "','content':'x'}]}"));
        assertThat(thrown.error().message()).hasSizeLessThan(300).contains("'developer'", "'user'");
    }

    private static String with(String fields) {
        return "{'model':'m','messages':[" + USER + "]," + fields + "}";
    }

    /** Code and param of the fault. */
    private String fault(String body) {
        GatewayException thrown = catchThrowableOfType(GatewayException.class, () -> read(body));
        assertThat(thrown).as(body).isNotNull();
        GatewayError error = thrown.error();
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.type()).isEqualTo("invalid_request_error");
        return error.code() + " " + error.param();
    }

    private ChatRequest read(String body) {
        return reader.read(body.replace('\'', '"').getBytes(UTF_8));
    }
}
