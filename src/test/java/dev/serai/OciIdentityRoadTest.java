package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOci;
import dev.serai.fakes.FakeOciFederation;
import dev.serai.fakes.OciSigner;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who the gateway is at OCI, by every way, against fakes that verify every signature. */
class OciIdentityRoadTest {
    private static final String MAPPING = """
            model_mappings:
              llama: {default_provider: oracle, providers: {oracle: {model: meta.llama-3.3-70b-instruct}}}
              dedicated:
                default_provider: oracle
                providers:
                  oracle: {model: cohere.command-a-vision-07-2025, deployment: ocid1.generativeaiendpoint.oc1.x.aaaa}
            """;

    @TempDir
    private Path folder;

    private FakeOci oci;

    @BeforeEach
    void start() {
        oci = FakeOci.start();
    }

    @AfterEach
    void stop() {
        oci.close();
    }

    @Test
    void anInstanceSignsWithItsSession() {
        try (FakeOciFederation federation = FakeOciFederation.start(oci);
                RunningGateway gateway = gateway(federation.ofInstance())) {
            assertThat(federation.sessions()).as("fetched on first use").isZero();
            assertThat(chat(gateway).statusCode()).isEqualTo(200);
            assertThat(chat(gateway).statusCode()).isEqualTo(200);
            assertThat(federation.sessions()).isEqualTo(1);
            oci.assertNothingRefused();
        }
    }

    @Test
    void aSessionThatHasEndedIsReplaced() {
        try (FakeOciFederation federation = FakeOciFederation.start(oci);
                RunningGateway gateway = gateway(federation.ofInstance())) {
            federation.lifetime(Duration.ZERO);
            chat(gateway);
            federation.lifetime(Duration.ofHours(1));
            assertThat(chat(gateway).statusCode()).isEqualTo(200);
            assertThat(federation.sessions()).isEqualTo(2);
        }
    }

    @Test
    void aWorkloadSignsWithTheSessionOfItsCluster() {
        try (FakeOciFederation federation = FakeOciFederation.start(oci);
                RunningGateway gateway = gateway(federation.ofWorkload())) {
            assertThat(chat(gateway).statusCode()).isEqualTo(200);
            assertThat(federation.sessions()).isEqualTo(1);
            oci.assertNothingRefused();
        }
    }

    @Test
    void whoGivesNoSessionDelaysNobodyAndIsNamed() {
        Map<String, String> nowhere = Map.of(
                "OCI_AUTH", "instance_principal",
                "OCI_METADATA_URL", "http://127.0.0.1:1/opc/v2",
                "OCI_AUTH_ENDPOINT", "http://127.0.0.1:1");
        try (RunningGateway gateway = gateway(nowhere)) {
            assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = chat(gateway);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("provider_authentication_failed").doesNotContain("127.0.0.1");
            assertThat(oci.received()).isEmpty();
        }
    }

    @Test
    void aKeyThatWasReplacedIsReadWhenTheOldOneIsRefused() throws IOException {
        Path config = Files.createDirectories(folder.resolve("user")).resolve("config");
        KeyPair before = OciSigner.pair();
        KeyPair after = OciSigner.pair();
        configure(config, "aa:01", before);
        oci.signer().accept("t/u/aa:01", before.getPublic());
        try (RunningGateway gateway = gateway(Map.of("OCI_CONFIG_FILE", config.toString()))) {
            assertThat(chat(gateway).statusCode()).isEqualTo(200);
            configure(config, "bb:02", after);
            Files.setLastModifiedTime(config, FileTime.fromMillis(System.currentTimeMillis() + 10_000));
            oci.signer().forget("t/u/aa:01");
            oci.signer().accept("t/u/bb:02", after.getPublic());
            assertThat(chat(gateway).statusCode()).isEqualTo(200);
            assertThat(oci.last().header("Authorization")).contains("bb:02");
        }
    }

    @Test
    void aBearerTokenGoesBeforeSignatures() {
        try (FakeOci bearer = FakeOci.startWithToken()) {
            Map<String, String> variables = new HashMap<>(bearer.environment());
            variables.put("OCI_CONFIG_FILE", oci.signer().configuration().toString());
            try (RunningGateway gateway = RunningGateway.start(MAPPING, variables)) {
                assertThat(chat(gateway).statusCode()).isEqualTo(200);
                bearer.assertNothingRefused();
            }
        }
    }

    @Test
    void aDedicatedEndpointIsCalledByItsOcid() {
        try (RunningGateway gateway = RunningGateway.start(MAPPING, oci.environment())) {
            String body = "{\"model\":\"dedicated\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
            assertThat(gateway.chat(body).statusCode()).isEqualTo(200);
            assertThat(oci.last().json().at("/servingMode/endpointId").asText())
                    .isEqualTo("ocid1.generativeaiendpoint.oc1.x.aaaa");
            assertThat(oci.last().json().at("/chatRequest/apiFormat").asText()).isEqualTo("COHEREV2");
        }
    }

    @Test
    void withoutAnyIdentityReadySaysWhatIsMissing() {
        Map<String, String> nobody =
                Map.of("OCI_CONFIG_FILE", folder.resolve("none").toString());
        try (RunningGateway gateway = gateway(nobody)) {
            assertThat(gateway.get("/ready").body()).contains("ORACLE_AUTH_TOKEN");
        }
    }

    private RunningGateway gateway(Map<String, String> identity) {
        Map<String, String> variables = new HashMap<>(oci.address());
        variables.putAll(identity);
        return RunningGateway.start(MAPPING, variables);
    }

    private static HttpResponse<String> chat(RunningGateway gateway) {
        return gateway.chat("{\"model\":\"llama\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    private static void configure(Path config, String fingerprint, KeyPair key) throws IOException {
        Path pem = config.resolveSibling(fingerprint.replace(":", "") + ".pem");
        Files.writeString(pem, OciSigner.pem(key));
        Files.writeString(
                config, "[DEFAULT]\ntenancy=t\nuser=u\nfingerprint=" + fingerprint + "\nkey_file=" + pem + "\n");
    }
}
