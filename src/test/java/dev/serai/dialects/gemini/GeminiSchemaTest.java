package dev.serai.dialects.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule by which a JSON schema becomes one that Gemini reads; quotes are left out of what stands in a table. */
class GeminiSchemaTest {

    /** A property's schema, and what becomes of it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a type | {type:string} | {type:STRING}
            what is kept | {type:string,title:T,description:D,default:d,minLength:1,maxLength:9,pattern:p} | {type:STRING,title:T,description:D,default:d,minLength:1,maxLength:9,pattern:p}
            nullable | {type:string,nullable:true} | {type:STRING,nullable:true}
            a date's format | {type:string,format:date-time} | {type:STRING,format:date-time}
            another format | {type:string,format:uri} | {type:STRING}
            a whole number's format | {type:integer,format:int64} | {type:INTEGER,format:int64}
            a number's format | {type:number,format:double} | {type:NUMBER,format:double}
            a format of another type | {type:number,format:int32} | {type:NUMBER}
            a type or null | {type:[string,null]} | {type:STRING,nullable:true}
            two types | {type:[string,integer],description:D} | {description:D,anyOf:[{type:STRING},{type:INTEGER}]}
            two types or null | {type:[string,boolean,null]} | {anyOf:[{type:STRING},{type:BOOLEAN}],nullable:true}
            two types, each with its keywords | {type:[string,array],minLength:2,items:{type:number}} | {anyOf:[{type:STRING,minLength:2},{type:ARRAY,items:{type:NUMBER}}]}
            no type, but properties | {properties:{a:{type:boolean}}} | {type:OBJECT,properties:{a:{type:BOOLEAN}}}
            no type, but items | {items:{type:boolean}} | {type:ARRAY,items:{type:BOOLEAN}}
            no type, but a bound | {maximum:3} | {type:NUMBER,maximum:3}
            no type, but values | {enum:[a,b]} | {type:STRING,enum:[a,b]}
            anything | {} | {type:STRING}
            anything, in short | true | {type:STRING}
            null | {type:null} | {type:STRING,nullable:true}
            a constant | {const:a} | {type:STRING,enum:[a]}
            a constant truth | {const:true} | {type:BOOLEAN}
            a constant number | {const:7} | {type:STRING,enum:[7t]}
            values | {type:string,enum:[a,b]} | {type:STRING,enum:[a,b]}
            an empty value | {type:string,enum:[ε,a]} | {type:STRING,enum:[a]}
            nothing but an empty value | {type:string,enum:[ε]} | {type:STRING}
            a value of null | {type:string,enum:[a,nil]} | {type:STRING,enum:[a],nullable:true}
            numbers | {type:integer,enum:[1,2],default:1} | {type:STRING,default:1t,enum:[1t,2t]}
            numbers without a type | {enum:[1.5,2]} | {type:STRING,enum:[1.5t,2t]}
            texts and numbers | {enum:[auto,1]} | {type:STRING,enum:[auto,1t]}
            oneOf | {oneOf:[{type:string},{type:integer}]} | {anyOf:[{type:STRING},{type:INTEGER}]}
            anyOf with null | {anyOf:[{type:integer},{type:null}]} | {type:INTEGER,nullable:true}
            anyOf within an object | {type:object,properties:{a:{type:string}},anyOf:[{required:[a]},{properties:{b:{type:number}}}]} | {anyOf:[{type:OBJECT,properties:{a:{type:STRING}},required:[a]},{type:OBJECT,properties:{a:{type:STRING},b:{type:NUMBER}}}]}
            allOf | {allOf:[{type:object,properties:{a:{type:string}},required:[a]},{properties:{b:{type:number}},required:[b]}]} | {type:OBJECT,properties:{a:{type:STRING},b:{type:NUMBER}},required:[a,b]}
            allOf of one property | {allOf:[{properties:{a:{type:string}}},{properties:{a:{minLength:2}}}]} | {type:OBJECT,properties:{a:{type:STRING,minLength:2}}}
            an excluded least whole number | {type:integer,exclusiveMinimum:10} | {type:INTEGER,minimum:11}
            the tighter of two | {type:integer,minimum:0,exclusiveMinimum:10} | {type:INTEGER,minimum:11}
            the tighter of two again | {type:integer,minimum:20,exclusiveMinimum:10} | {type:INTEGER,minimum:20}
            an excluded greatest whole number | {type:integer,exclusiveMaximum:10} | {type:INTEGER,maximum:9}
            an excluded fraction | {type:integer,exclusiveMinimum:1.5,exclusiveMaximum:3.5} | {type:INTEGER,minimum:2,maximum:3}
            an excluded number | {type:number,exclusiveMinimum:0.5,exclusiveMaximum:1.5} | {type:NUMBER,minimum:0.5,maximum:1.5}
            excluded as in draft 4 | {type:integer,minimum:3,exclusiveMinimum:true} | {type:INTEGER,minimum:4}
            not excluded as in draft 4 | {type:integer,minimum:3,exclusiveMinimum:false} | {type:INTEGER,minimum:3}
            an array without items | {type:array} | {type:ARRAY,items:{type:STRING}}
            the length of an array | {type:array,items:{type:number},minItems:1,maxItems:2,uniqueItems:true,contains:{}} | {type:ARRAY,minItems:1,maxItems:2,items:{type:NUMBER}}
            a tuple | {type:array,prefixItems:[{type:string},{type:number},{type:string}]} | {type:ARRAY,items:{anyOf:[{type:STRING},{type:NUMBER}]}}
            a tuple as in draft 4 | {type:array,items:[{type:string}]} | {type:ARRAY,items:{type:STRING}}
            an object without properties | {type:object,additionalProperties:{type:string}} | {type:OBJECT}
            what is required and not there | {type:object,properties:{a:{type:string}},required:[a,b]} | {type:OBJECT,properties:{a:{type:STRING}},required:[a]}
            required, but nothing that is there | {type:object,properties:{a:{type:string}},required:[b]} | {type:OBJECT,properties:{a:{type:STRING}}}
            the order of properties | {type:object,properties:{a:{type:string}},propertyOrdering:[a]} | {type:OBJECT,properties:{a:{type:STRING}},propertyOrdering:[a]}
            a property that can't be | {type:object,properties:{a:{type:string},b:false}} | {type:OBJECT,properties:{a:{type:STRING}}}
            properties with the names of keywords | {type:object,properties:{format:{type:string},const:{type:number},$ref:{type:boolean},enum:{type:string},items:{type:string},type:{type:string}}} | {type:OBJECT,properties:{format:{type:STRING},const:{type:NUMBER},$ref:{type:BOOLEAN},enum:{type:STRING},items:{type:STRING},type:{type:STRING}}}
            what can't be said of an object | {type:object,properties:{a:{type:string}},additionalProperties:false,patternProperties:{},propertyNames:{},minProperties:1,dependentRequired:{},if:{},then:{},else:{},not:{},$id:x,$schema:y,$comment:z,examples:[],unevaluatedProperties:false} | {type:OBJECT,properties:{a:{type:STRING}}}
            what can't be said of a text | {type:string,contentEncoding:base64,contentMediaType:t,readOnly:true,writeOnly:true,deprecated:true,example:e} | {type:STRING}
            what can't be said of a number | {type:number,multipleOf:2} | {type:NUMBER}
            """)
    void aPropertyIsTold(String rule, String schema, String told) {
        ObjectNode whole = object("{type:object,properties:{x:" + schema + "}}");
        assertThat(GeminiSchema.ofArguments(whole, "p")
                        .schema()
                        .at("/properties/x")
                        .toString())
                .as(rule)
                .isEqualTo(json(told).toString());
    }

    @Test
    void referencesAreWrittenOut() {
        ObjectNode schema = object("{type:object,$defs:{a b:{type:string,description:D}},"
                + "properties:{x:{$ref:#/$defs/a%20b},y:{$ref:#/$defs/a%20b,description:E},z:{$ref:#/properties/y}}}");
        assertThat(GeminiSchema.ofArguments(schema, "p").schema())
                .isEqualTo(json("{type:OBJECT,properties:{x:{type:STRING,description:D},y:{type:STRING,description:E},"
                        + "z:{type:STRING,description:E}}}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            itself | {type:object,properties:{x:{$ref:#}}} | p.properties.x
            by a definition | {type:object,$defs:{n:{type:object,properties:{next:{$ref:#/$defs/n}}}},properties:{x:{$ref:#/$defs/n}}} | p.properties.x.properties.next
            in a list | {type:object,properties:{x:{type:array,items:{$ref:#/properties/x}}}} | p.properties.x.items.items
            by two steps | {type:object,$defs:{a:{$ref:#/$defs/b},b:{$ref:#/$defs/a}},properties:{x:{$ref:#/$defs/a}}} | p.properties.x
            nothing | {type:object,properties:{x:{$ref:#/$defs/ghost}}} | p.properties.x.$ref
            another document | {type:object,properties:{x:{$ref:other.json}}} | p.properties.x.$ref
            """)
    void aReferenceToItselfOrToNothingIsRefused(String to, String schema, String path) {
        ObjectNode whole = object(schema);
        assertThatThrownBy(() -> GeminiSchema.ofArguments(whole, "p"))
                .as(to)
                .isInstanceOfSatisfying(GatewayException.class, refused -> assertThat(refused.error())
                        .isInstanceOfSatisfying(GatewayError.InvalidRequest.class, error -> assertThat(error.param())
                                .isEqualTo(path)));
    }

    @Test
    void referencesToReferencesDontGrowWithoutEnd() {
        StringBuilder definitions = new StringBuilder("d0:{type:string}");
        for (int i = 1; i < 30; i++) {
            String ref = "{$ref:#/$defs/d" + (i - 1) + "}";
            definitions.append(",d" + i + ":{type:object,properties:{a:" + ref + ",b:" + ref + "}}");
        }
        ObjectNode bomb = object("{type:object,$defs:{" + definitions + "},properties:{x:{$ref:#/$defs/d29}}}");
        assertThatThrownBy(() -> GeminiSchema.ofArguments(bomb, "p")).isInstanceOf(GatewayException.class);
    }

    @Test
    void numbersComeBackWhereTheClientListsThem() {
        ObjectNode schema = object("{type:object,properties:{level:{type:integer,enum:[1,2]},"
                + "rows:{type:array,items:{type:object,properties:{size:{enum:[1.5,auto]}}}},name:{type:string}}}");
        JsonNode arguments = json("{level:2t,rows:[{size:1.5t},{size:auto}],name:1t,more:2t}");
        for (NumericEnum numbers : GeminiSchema.ofArguments(schema, "p").numericEnums()) {
            arguments = numbers.back(arguments);
        }
        assertThat(arguments).isEqualTo(json("{level:2,rows:[{size:1.5},{size:auto}],name:1t,more:2t}"));
    }

    @Test
    void anAnswersNumbersStayNumbersAndItsPropertiesInOrder() {
        ObjectNode schema =
                object("{type:object,properties:{z:{type:integer,enum:[1,2],description:D},a:{type:string}}}");
        GeminiSchema told = GeminiSchema.ofAnswer(schema, "p");
        assertThat(told.schema().at("/properties/z/type").asText()).isEqualTo("INTEGER");
        assertThat(told.schema().at("/properties/z/description").asText()).isEqualTo("D One of: 1, 2.");
        assertThat(told.schema().path("propertyOrdering")).isEqualTo(json("[z,a]"));
        assertThat(told.numericEnums()).isEqualTo(List.of());
    }

    @Test
    void theClientsSchemaIsLeftAsItIs() {
        ObjectNode schema =
                object("{type:object,allOf:[{properties:{a:{type:[string,null]}}},{properties:{a:{minLength:1}}}],"
                        + "properties:{b:{anyOf:[{type:integer,enum:[1]},{type:null}],default:1}}}");
        ObjectNode before = schema.deepCopy();
        GeminiSchema.ofArguments(schema, "p");
        assertThat(schema).isEqualTo(before);
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }

    /** Quotes every word; {@code 7t} is the text of 7, {@code ε} the empty one, {@code nil} JSON's null. */
    private static JsonNode json(String text) {
        String quoted = text.replaceAll("[^\\[\\]{}:,]+", "\"$0\"")
                .replaceAll("\"(-?\\d+(?:\\.\\d+)?|true|false)\"(?!:)", "$1")
                .replace("\"nil\"", "null")
                .replaceAll("\"(\\d+(?:\\.\\d+)?)t\"", "\"$1\"")
                .replace("\"ε\"", "\"\"");
        try {
            return Json.parse(quoted);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(quoted, notJson);
        }
    }
}
