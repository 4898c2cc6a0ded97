package dev.serai.limits;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A script of {@code serai/redis}: sent by its hash, and whole where Redis does not know it yet. Immutable. */
final class RedisScript {
    private final String text;
    private final String hash;
    private final ScriptOutputType output;

    /**
     * @param output what it gives
     * @param names of the files that it is put together of
     */
    RedisScript(ScriptOutputType output, String... names) {
        this.text = Stream.of(names).map(RedisScript::read).collect(Collectors.joining("\n"));
        this.hash = hash(text);
        this.output = output;
    }

    /** Runs it; what is sent on one connection runs in the order in which it was sent, but for the first time. */
    <T> CompletableFuture<T> run(RedisAsyncCommands<String, String> redis, List<String> keys, List<String> values) {
        String[] names = keys.toArray(String[]::new);
        String[] arguments = values.toArray(String[]::new);
        CompletableFuture<T> known =
                redis.<T>evalsha(hash, output, names, arguments).toCompletableFuture();
        return known.handle((answer, failure) -> isUnknown(failure)
                        ? redis.<T>eval(text, output, names, arguments).toCompletableFuture()
                        : known)
                .thenCompose(answer -> answer);
    }

    private static boolean isUnknown(Throwable failure) {
        return (failure instanceof CompletionException ? failure.getCause() : failure)
                instanceof RedisNoScriptException;
    }

    private static String read(String name) {
        String path = "/serai/redis/" + name + ".lua";
        try (InputStream script = RedisScript.class.getResourceAsStream(path)) {
            return new String(
                    Objects.requireNonNull(script, "The jar has no " + path + ": it was built wrong")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Redis knows a script by. */
    private static String hash(String text) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-1", e);
        }
    }
}
