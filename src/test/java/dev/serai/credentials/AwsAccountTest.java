package dev.serai.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MappingText;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.ModelTarget;
import dev.serai.fakes.FakeSts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsAccountTest {
    private static final ModelTarget TARGET = MappingText.target(
            MappingText.load(
                    "model_mappings:\n  here: {default_provider: bedrock, providers: {bedrock: {model: a.b}}}\n"),
            "here");
    private static final Map<String, String> KEYS = Map.of(
            "AWS_ACCESS_KEY_ID", "ASIAFROMSTS", "AWS_SECRET_ACCESS_KEY", "secret", "AWS_SESSION_TOKEN", "session");

    @TempDir
    private Path folder;

    private Path tokenFile;
    private FakeSts sts;

    @BeforeEach
    void start() throws IOException {
        tokenFile = Files.writeString(folder.resolve("token"), "first token");
        sts = FakeSts.start(KEYS);
    }

    @AfterEach
    void stop() {
        sts.close();
    }

    @Test
    void keysOfTheSettingsAreUsedAsTheyAre() {
        try (AwsAccount account = account(KEYS)) {
            account.look();
            assertThat(account.available()).isTrue();
            assertThat(signed(account)).contains("Credential=ASIAFROMSTS/").contains("/us-east-1/bedrock/");
        }
    }

    @Test
    void keysGoBeforeAWebIdentity() {
        Map<String, String> both = webIdentity();
        both.putAll(Map.of("AWS_ACCESS_KEY_ID", "AKIASTATIC", "AWS_SECRET_ACCESS_KEY", "static"));
        try (AwsAccount account = account(both)) {
            assertThat(signed(account)).contains("Credential=AKIASTATIC/");
            assertThat(sts.received()).isEmpty();
        }
    }

    @Test
    void aWebIdentityIsExchangedAtTheStsOfTheSettings() {
        try (AwsAccount account = account(webIdentity())) {
            assertThat(signed(account)).contains("Credential=ASIAFROMSTS/").contains("/eu-west-1/bedrock/");
            assertThat(signed(account)).contains("Credential=ASIAFROMSTS/");
        }
        assertThat(sts.received())
                .as("exchanged once, kept until it is about to expire")
                .singleElement()
                .satisfies(exchange -> assertThat(exchange)
                        .containsEntry("Action", "AssumeRoleWithWebIdentity")
                        .containsEntry("RoleArn", "arn:aws:iam::123456789012:role/serai")
                        .containsEntry("RoleSessionName", "serai")
                        .containsEntry("WebIdentityToken", "first token"));
    }

    @Test
    void keysThatSoonExpireAreExchangedAnewForTheTokenOfThen() throws Exception {
        sts.lifetime(Duration.ofMinutes(2));
        try (AwsAccount account = account(webIdentity())) {
            signed(account);
            Files.writeString(tokenFile, "second token");
            assertThat(signed(account)).as("meanwhile the keys are good").contains("Credential=ASIAFROMSTS/");
            assertThat(sts.awaitExchanges(2, Duration.ofSeconds(10)))
                    .extracting(exchange -> exchange.get("WebIdentityToken"))
                    .containsExactly("first token", "second token");
        }
    }

    @Test
    void whatIsRefusedWhileOthersTakeItsPlaceIsTriedWithThose() {
        try (AwsAccount account = account(webIdentity())) {
            HttpRequest first = request(account);
            HttpRequest second = request(account);
            sts.handOut("ASIASECOND");
            assertThat(account.signature().renew(first, TARGET)).isTrue();
            assertThat(account.signature().renew(second, TARGET)).isTrue();
            HttpRequest anew = request(account);
            assertThat(authorization(anew)).contains("Credential=ASIASECOND/");
            assertThat(account.signature().renew(anew, TARGET))
                    .as("they have only just been given")
                    .isFalse();
        }
        assertThat(sts.received()).hasSize(2);
    }

    @Test
    void keysOfTheSettingsAreRefusedForGood() {
        try (AwsAccount account = account(KEYS)) {
            assertThat(account.signature().renew(request(account), TARGET)).isFalse();
        }
    }

    @Test
    void anStsThatRefusesLeavesNoCredentials() {
        sts.refuse();
        try (AwsAccount account = account(webIdentity())) {
            assertThat(account.available()).as("until it was asked").isTrue();
            account.look();
            assertThat(account.available()).isFalse();
            assertThatThrownBy(() -> signed(account)).isInstanceOf(CredentialsException.class);
        }
    }

    @Test
    void anStsThatCannotBeReachedLeavesNoCredentials() {
        sts.close();
        try (AwsAccount account = account(webIdentity())) {
            account.look();
            assertThat(account.available()).isFalse();
        }
    }

    @Test
    void anEndpointThatIsNoUrlIsAPreciseProblem() {
        Map<String, String> variables = webIdentity();
        variables.put("AWS_ENDPOINT_URL_STS", "sts.internal");
        assertThatThrownBy(() -> account(variables))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("AWS_ENDPOINT_URL_STS: \"sts.internal\" is not an http or https URL");
    }

    private Map<String, String> webIdentity() {
        return new HashMap<>(Map.of(
                "AWS_ROLE_ARN",
                "arn:aws:iam::123456789012:role/serai",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                tokenFile.toString(),
                "AWS_ENDPOINT_URL_STS",
                sts.origin().toString(),
                "AWS_REGION",
                "eu-west-1"));
    }

    private static AwsAccount account(Map<String, String> variables) {
        return new AwsAccount(variables::get, Clock.systemUTC());
    }

    private static String signed(AwsAccount account) {
        return authorization(request(account));
    }

    private static String authorization(HttpRequest request) {
        return request.getFirstHeader("Authorization").getValue();
    }

    private static HttpRequest request(AwsAccount account) {
        HttpRequest request = new BasicHttpRequest(
                "POST", new HttpHost("https", "bedrock-runtime.us-east-1.amazonaws.com", -1), "/model/a.b/converse");
        account.signature().authenticate(request, new byte[0], TARGET);
        return request;
    }
}
