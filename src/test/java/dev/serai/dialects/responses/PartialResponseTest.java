package dev.serai.dialects.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After which events of a response somebody else can go on with it. */
class PartialResponseTest {
    private static final String CREATED = "'type':'response.created','response':{'id':'resp_1','output':[]}";
    private static final String MESSAGE =
            "'type':'response.output_item.added','item':{'id':'msg_1','type':'message','content':[]}";
    private static final String PART =
            "'type':'response.content_part.added','item_id':'msg_1','part':{'type':'output_text'}";
    private static final String DELTA = "'type':'response.output_text.delta','item_id':'msg_1','delta':'a'";
    private static final String TEXT_DONE = "'type':'response.output_text.done','item_id':'msg_1','text':'a'";
    private static final String PART_DONE =
            "'type':'response.content_part.done','item_id':'msg_1','part':{'type':'output_text','text':'a'}";
    private static final String MESSAGE_DONE =
            "'type':'response.output_item.done','item':{'id':'msg_1','type':'message','content':[]}";

    @Test
    void aMessageOfOnePartIsNotWhileTheEndOfThePartIsToldInHalf() {
        assertThat(resumable(CREATED, MESSAGE, PART, DELTA, TEXT_DONE, PART_DONE, MESSAGE_DONE))
                .containsExactly(true, true, true, true, false, true, true);
    }

    @Test
    void aMessageOfTwoPartsIsNotFromTheSecondOnUntilItIsWhole() {
        assertThat(resumable(
                        CREATED,
                        MESSAGE,
                        PART,
                        DELTA,
                        TEXT_DONE,
                        PART_DONE,
                        PART,
                        DELTA,
                        TEXT_DONE,
                        PART_DONE,
                        MESSAGE_DONE))
                .containsExactly(true, true, true, true, false, true, false, false, false, false, true);
    }

    @Test
    void aThoughtIsNotFromTheEndOfItsSummaryOnUntilItIsWhole() {
        assertThat(resumable(
                        CREATED,
                        "'type':'response.output_item.added','item':{'id':'rs_1','type':'reasoning','summary':[]}",
                        "'type':'response.reasoning_summary_part.added','item_id':'rs_1','part':{'type':'summary_text'}",
                        "'type':'response.reasoning_summary_text.delta','item_id':'rs_1','delta':'Hm.'",
                        "'type':'response.reasoning_summary_text.done','item_id':'rs_1','text':'Hm.'",
                        "'type':'response.reasoning_summary_part.done','item_id':'rs_1','part':{'type':'summary_text'}",
                        "'type':'response.output_item.done','item':{'id':'rs_1','type':'reasoning','summary':[]}",
                        MESSAGE,
                        PART,
                        DELTA))
                .containsExactly(true, true, true, true, false, false, true, true, true, true);
    }

    private static List<Boolean> resumable(String... events) {
        PartialResponse response = new PartialResponse(new ResponsesRequestReader()
                .read("{\"model\":\"m\",\"input\":\"Hi\"}".getBytes(StandardCharsets.UTF_8)));
        List<Boolean> resumable = new ArrayList<>();
        for (String event : events) {
            response.sent(
                    ("event: any\ndata: {" + event + "}\n\n").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
            resumable.add(response.onlyText());
        }
        return resumable;
    }
}
