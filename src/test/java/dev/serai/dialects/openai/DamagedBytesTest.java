package dev.serai.dialects.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, what goes out is JSON, or the failure is one that we know. The random numbers are always the same. */
class DamagedBytesTest {
    private static final int ROUNDS = 5_000;
    private static final byte[] ODD = "{}[]\":,\\\0\n -1e9nu".getBytes(UTF_8);
    private static final byte[] REQUEST =
            ("{\"model\":\"m\",\"stream\":true,\"temperature\":1.10,\"max_tokens\":7,\"user\":\"é\","
                            + "\"messages\":[{\"role\":\"developer\",\"content\":\"x\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"😀\"},"
                            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"},\"cache_control\":{}}]}],"
                            + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"auto\"}")
                    .getBytes(UTF_8);
    private static final byte[] ANSWER =
            ("{\"id\":\"x\",\"model\":\"theirs\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,"
                            + "\"id\":\"é\"}]},\"finish_reason\":\"\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2},\"error\":null}")
                    .getBytes(UTF_8);

    private final Random random = new Random(42);
    private final OpenAiDialect dialect = new OpenAiDialect();
    private final JsonMapper mapper = new JsonMapper();

    @Test
    void requests() throws IOException {
        ModelTarget target = Targets.of("o3", "gpt-reasoning");
        int good = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] body = damaged(REQUEST);
            try {
                ChatRequest request = new ChatRequestReader().read(body);
                byte[] sent = dialect.request(request, target).body();
                assertThat(mapper.readTree(sent).get("model").textValue()).isEqualTo("o3");
                good++;
            } catch (GatewayException e) {
                assertThat(e.error().status()).as(new String(body, UTF_8)).isEqualTo(400);
            }
        }
        assertThat(good).isBetween(ROUNDS / 100, ROUNDS - 1);
    }

    @Test
    void answersAndChunks() throws IOException {
        AnswerContext context = AnswerContext.plain(new ChatRequestReader().read(REQUEST), 1);
        int good = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] body = damaged(ANSWER);
            try {
                assertThat(mapper.readTree(dialect.answer(new ProviderAnswer(200, Map.of(), body), context)
                                .body()))
                        .isNotNull();
                dialect.stream(context).on(new StreamEvent(false, "", body), this::isOneLineOfJson);
                good++;
            } catch (ProviderException e) {
                assertThat(e.failure().message()).isNotBlank();
            }
            assertThat(dialect.failure(new ProviderAnswer(500, Map.of(), body))).isNotNull();
        }
        assertThat(good).isBetween(ROUNDS / 100, ROUNDS - 1);
    }

    private void isOneLineOfJson(byte[] chunk) {
        assertThat(new String(chunk, UTF_8)).doesNotContain("\n", "\r");
        try {
            assertThat(mapper.readTree(chunk).isObject()).isTrue();
        } catch (IOException e) {
            throw new AssertionError(new String(chunk, UTF_8), e);
        }
    }

    private byte[] damaged(byte[] bytes) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] =
                    random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : (byte) random.nextInt(256);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
    }
}
