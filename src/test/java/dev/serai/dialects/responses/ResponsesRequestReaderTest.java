package dev.serai.dialects.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of a request for a response, with OpenAI's code and the path of the field at fault. */
class ResponsesRequestReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'input':'Hi'                                                    | missing_model | model",
                "'model':'m'                                                     | missing_required_parameter | input",
                "'model':'m','input':7                                           | invalid_type | input",
                "'model':'m','input':[]                                          | empty_array | input",
                "'model':'m','input':['Hi']                                      | invalid_type | input[0]",
                "'model':'m','input':[{}]                                        | missing_required_parameter | input[0].type",
                "'model':'m','input':[{'type':'message','content':'Hi'}]         | missing_required_parameter | input[0].role",
                "'model':'m','input':[{'role':'tool','content':'Hi'}]            | invalid_value | input[0].role",
                "'model':'m','input':[{'role':'user'}]                           | missing_required_parameter | input[0].content",
                "'model':'m','input':[{'role':'user','content':7}]               | invalid_type | input[0].content",
                "'model':'m','input':[{'role':'user','content':[{'type':'text','text':'Hi'}]}] | invalid_value | input[0].content[0].type",
                "'model':'m','input':[{'role':'user','content':[{'type':'input_text'}]}] | missing_required_parameter | input[0].content[0].text",
                "'model':'m','input':[{'role':'user','content':[{'type':'input_text','text':'a'},{'type':'input_image'}]}] | missing_required_parameter | input[0].content[1].image_url",
                "'model':'m','input':[{'role':'user','content':[{'type':'input_text','text':'a'},{'type':'input_image','image_url':{'url':'x'}}]}] | invalid_type | input[0].content[1].image_url",
                "'model':'m','input':[{'role':'user','content':[{'type':'input_image','image_url':'http://169.254.169.254/'}]}] | invalid_image_url | input[0].content[0].image_url",
                "'model':'m','input':[{'role':'user','content':[{'type':'input_image','image_url':'https://a.b/c.png','detail':'huge'}]}] | invalid_value | input[0].content[0].detail",
                "'model':'m','input':[{'role':'user','content':[{'type':'input_file'}]}] | missing_required_parameter | input[0].content[0].file_data",
                "'model':'m','input':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'a','format':'ogg'}}]}] | invalid_value | input[0].content[0].input_audio.format",
                "'model':'m','input':[{'role':'assistant','content':[{'type':'input_text','text':'a'}]}] | invalid_value | input[0].content[0].type",
                "'model':'m','input':[{'role':'assistant','content':[{'type':'refusal'}]}] | missing_required_parameter | input[0].content[0].refusal",
                "'model':'m','input':[{'type':'function_call','name':'f','arguments':'{}'}] | missing_required_parameter | input[0].call_id",
                "'model':'m','input':[{'type':'function_call','call_id':'c','name':'f','arguments':{}}] | invalid_type | input[0].arguments",
                "'model':'m','input':[{'type':'function_call','call_id':'','name':'f','arguments':'{}'}] | empty_string | input[0].call_id",
                "'model':'m','input':[{'type':'function_call_output','call_id':'c'}] | missing_required_parameter | input[0].output",
                "'model':'m','input':[{'type':'custom_tool_call','call_id':'c','name':'f'}] | missing_required_parameter | input[0].input",
                "'model':'m','input':[{'type':'reasoning','id':'rs_1'}]          | missing_required_parameter | input[0].summary",
                "'model':'m','input':[{'type':'item_reference'}]                 | missing_required_parameter | input[0].id",
                "'model':'m','input':'Hi','instructions':7                       | invalid_type | instructions",
                "'model':'m','input':'Hi','temperature':3                        | decimal_above_max_value | temperature",
                "'model':'m','input':'Hi','top_p':-1                             | decimal_below_min_value | top_p",
                "'model':'m','input':'Hi','top_logprobs':21                      | integer_above_max_value | top_logprobs",
                "'model':'m','input':'Hi','max_output_tokens':0                  | integer_below_min_value | max_output_tokens",
                "'model':'m','input':'Hi','max_output_tokens':1.5                | invalid_type | max_output_tokens",
                "'model':'m','input':'Hi','reasoning':{'effort':'hard'}          | invalid_value | reasoning.effort",
                "'model':'m','input':'Hi','reasoning':{'summary':'long'}         | invalid_value | reasoning.summary",
                "'model':'m','input':'Hi','text':{'verbosity':'chatty'}          | invalid_value | text.verbosity",
                "'model':'m','input':'Hi','text':{'format':{'type':'xml'}}       | invalid_value | text.format.type",
                "'model':'m','input':'Hi','text':{'format':{'type':'json_schema','name':'a b','schema':{}}} | invalid_value | text.format.name",
                "'model':'m','input':'Hi','text':{'format':{'type':'json_schema','name':'a'}} | missing_required_parameter | text.format.schema",
                "'model':'m','input':'Hi','tools':[{'name':'f'}]                 | missing_required_parameter | tools[0].type",
                "'model':'m','input':'Hi','tools':[{'type':'function','function':{'name':'f'}}] | missing_required_parameter | tools[0].name",
                "'model':'m','input':'Hi','tools':[{'type':'function','name':'f g'}] | invalid_value | tools[0].name",
                "'model':'m','input':'Hi','tools':[{'type':'function','name':'f','strict':'yes'}] | invalid_type | tools[0].strict",
                "'model':'m','input':'Hi','tools':[{'type':'custom','name':'f','format':{'type':'grammar','syntax':'bnf','definition':'x'}}] | invalid_value | tools[0].format.syntax",
                "'model':'m','input':'Hi','tool_choice':'any'                    | invalid_value | tool_choice",
                "'model':'m','input':'Hi','tool_choice':'required'               | invalid_value | tool_choice",
                "'model':'m','input':'Hi','tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'function','name':'g'} | invalid_value | tool_choice",
                "'model':'m','input':'Hi','tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'allowed_tools','mode':'all','tools':[]} | invalid_value | tool_choice.mode",
                "'model':'m','input':'Hi','parallel_tool_calls':'no'             | invalid_type | parallel_tool_calls",
                "'model':'m','input':'Hi','stream':'yes'                         | invalid_type | stream",
                "'model':'m','input':'Hi','stream_options':{'include_obfuscation':false} | invalid_value | stream_options",
                "'model':'m','input':'Hi','include':'reasoning.encrypted_content' | invalid_type | include",
                "'model':'m','input':'Hi','include':[7]                          | invalid_type | include[0]",
                "'model':'m','input':'Hi','truncation':'middle'                  | invalid_value | truncation",
                "'model':'m','input':'Hi','service_tier':'gold'                  | invalid_value | service_tier",
                "'model':'m','input':'Hi','metadata':{'a':7}                     | invalid_type | metadata.a",
                "'model':'m','input':'Hi','store':'no'                           | invalid_type | store",
                "'model':'m','input':'Hi','background':true                      | unsupported_parameter | background",
                "'model':'m','input':'Hi','conversation':7                       | invalid_type | conversation",
                "'model':'m','input':'Hi','previous_response_id':7               | invalid_type | previous_response_id",
                "'model':'m','input':'Hi','safety_identifier':'01234567890123456789012345678901234567890123456789012345678901234' | string_above_max_length | safety_identifier",
                "'model':'m','input':'Hi','api_base':'http://127.0.0.1:9'        | unknown_parameter | api_base",
                "'model':'m','input':'Hi','extra_headers':{}                     | unknown_parameter | extra_headers",
                "'model':'m','input':'Hi','input':'Hi'                           | duplicate_key | input"
            })
    void refuses(String fields, String code, String param) {
        GatewayError error =
                catchThrowableOfType(GatewayException.class, () -> read(fields)).error();
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.type()).isEqualTo("invalid_request_error");
        assertThat(error.code()).as(error.message()).isEqualTo(code);
        assertThat(error.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'input':''",
                "'previous_response_id':'resp_1'",
                "'input':[],'conversation':{'id':'conv_1'}",
                "'input':[{'id':'msg_1'}]",
                "'input':[{'type':'web_search_call','id':'ws_1','status':'completed'}]",
                "'input':[{'role':'developer','content':'Be brief'}],'some_new_field':{'a':1}",
                "'input':'Hi','tools':[{'type':'mcp','server_label':'a','server_url':'https://a.b'}],'tool_choice':{'type':'mcp','server_label':'a'}",
                "'input':'Hi','instructions':null,'tools':null,'text':null,'reasoning':null,'metadata':null,'store':null"
            })
    void takes(String fields) {
        assertThat(read("'model':'m'," + fields).model()).isEqualTo("m");
    }

    @Test
    void requestsOfOneConversationStickTogether() {
        String begun = "'model':'m','input':[{'role':'user','content':'Hi'}";
        assertThat(read(begun + "]").stickiness())
                .isEqualTo(read(begun + ",{'role':'assistant','content':'Ho'},{'role':'user','content':'More'}]")
                        .stickiness())
                .isNotEqualTo(read("'model':'m','input':[{'role':'user','content':'Other'}]")
                        .stickiness());
        assertThat(read("'model':'m','input':'Hi','prompt_cache_key':'k'").stickiness())
                .isEqualTo("k");
    }

    private static ResponsesRequest read(String fields) {
        return new ResponsesRequestReader()
                .read(("{" + fields.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8));
    }
}
