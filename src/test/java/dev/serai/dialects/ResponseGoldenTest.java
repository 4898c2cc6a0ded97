package dev.serai.dialects;

import dev.serai.errors.ProviderException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** {@code responses/<dialect>/<case>/}: provider.json, headers.txt, context.json to openai.json and usage.json. */
class ResponseGoldenTest {
    @TestFactory
    Stream<DynamicContainer> responses() {
        return Goldens.cases("responses", ResponseGoldenTest::check);
    }

    private static void check(ChatDialect dialect, Path folder) {
        ProviderAnswer answer =
                new ProviderAnswer(200, Goldens.headers(folder), Goldens.bytes(folder.resolve("provider.json")));
        try {
            ChatAnswer translated = dialect.answer(answer, Goldens.context(folder, false));
            Goldens.check(folder.resolve("openai.json"), Goldens.json(translated.body()));
            Goldens.check(folder.resolve("usage.json"), Goldens.usage(translated.usage()));
        } catch (ProviderException failed) {
            Goldens.check(folder.resolve("failure.json"), Goldens.failure(failed.failure()));
        }
    }
}
