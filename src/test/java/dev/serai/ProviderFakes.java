package dev.serai;

import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeAzure;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOci;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.FakeVertex;
import dev.serai.fakes.FakeWatsonx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A strict fake of every provider that the gateway can call. Lives until closed. */
final class ProviderFakes implements AutoCloseable {
    final FakeOpenAi openai = FakeOpenAi.start();
    final FakeAzure azure = FakeAzure.start();
    final FakeAnthropic anthropic = FakeAnthropic.start();
    final FakeBedrock bedrock;
    final FakeVertex vertex = FakeVertex.start(FakeVertex.Family.GEMINI);
    final FakeOci oracle = FakeOci.start();
    final FakeWatsonx watsonx = FakeWatsonx.start();

    ProviderFakes() {
        this(FakeBedrock.start());
    }

    /** @param bedrock which wants other credentials than long-term keys */
    ProviderFakes(FakeBedrock bedrock) {
        this.bedrock = bedrock;
    }

    List<FakeProvider> all() {
        return List.of(openai, azure, anthropic, bedrock, vertex, oracle, watsonx);
    }

    /** The one that speaks a dialect, or is a column of the goldens. */
    FakeProvider speaking(String dialect) {
        return switch (dialect) {
            case "openai" -> openai;
            case "azure" -> azure;
            case "anthropic" -> anthropic;
            case "converse" -> bedrock;
            case "gemini" -> vertex;
            case "oci-generic", "oci-cohere" -> oracle;
            case "watsonx" -> watsonx;
            default -> throw new IllegalArgumentException("Nobody here speaks " + dialect);
        };
    }

    /** What points a gateway at all of them. */
    Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        all().forEach(fake -> variables.putAll(fake.environment()));
        return variables;
    }

    /** Every secret of any of them. */
    List<String> credentials() {
        return all().stream().flatMap(fake -> fake.credentials().stream()).toList();
    }

    int calls() {
        return all().stream().mapToInt(fake -> fake.received().size()).sum();
    }

    /** Forgets calls and scripts. */
    void reset() {
        all().forEach(fake -> {
            fake.forget();
            fake.recover();
        });
    }

    /** Fails if one refused a call, or was shown a secret of another. */
    void assertTreatedWell() {
        for (FakeProvider fake : all()) {
            fake.assertNothingRefused();
            fake.assertNoForeignCredentials(
                    all().stream().filter(other -> other != fake).toArray(FakeProvider[]::new));
        }
    }

    @Override
    public void close() {
        all().forEach(FakeProvider::close);
    }
}
