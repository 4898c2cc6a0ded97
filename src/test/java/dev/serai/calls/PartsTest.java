package dev.serai.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingRequestReader;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What parts have used that were cut off for another's failure. */
class PartsTest {
    private static final ProviderFailure REFUSED = new ProviderFailure(ProviderFailure.Kind.REFUSED, 400, "no");
    private static final ModelMapping MAPPING = MappingText.load("""
            model_mappings:
              titan: {providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
            """, Map.of("AWS_REGION", "us-east-1"));
    private static final ModelTarget TITAN = MappingText.target(MAPPING, "titan");

    @Test
    void whatAProviderWasLeftAloneWithIsGuessedAndWhatItRefusedIsNothing() {
        Parts parts = parts(4);
        sent(parts.begin(0, this));
        Call refused = sent(parts.begin(1, this));
        parts.begin(2, this);
        refused.underWay().failure(REFUSED);
        parts.failed(new ProviderException(REFUSED));
        assertThat(parts.used()).as("40 characters").isEqualTo(Usage.estimate(10));
    }

    @Test
    void aProviderThatTookTooLongIsOwedNothing() {
        Parts parts = parts(2);
        Call slow = sent(parts.begin(0, this));
        slow.abort(Attempt.Abort.TIMEOUT);
        parts.failed(new ProviderException(REFUSED));
        assertThat(parts.used()).isEqualTo(Usage.UNREPORTED);
    }

    private static Call sent(Call part) {
        part.underWay().connected(() -> {});
        return part;
    }

    /** Each of 40 characters. */
    private static Parts parts(int count) {
        MappedModel model = MAPPING.model("titan").orElseThrow();
        Call whole = call(String.join(",", Collections.nCopies(count, text())));
        whole.plan(new Plan(model, model.targets(), 1));
        whole.attempt(TITAN);
        return new Parts(whole, Collections.nCopies(count, call(text()).request()), count);
    }

    private static String text() {
        return '"' + "ten signs ".repeat(4) + '"';
    }

    private static Call call(String texts) {
        String body = "{\"model\":\"titan\",\"input\":[" + texts + "]}";
        return new Call(
                "req_1",
                Client.PRESENT,
                null,
                MAPPING,
                new EmbeddingRequestReader().read(body.getBytes(StandardCharsets.UTF_8)),
                TimeUnit.MINUTES.toNanos(1));
    }
}
