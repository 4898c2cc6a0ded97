package dev.serai.auth.totp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.serai.store.Seal;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes, seeds, pictures: what stands behind the second factor without a store. */
class TotpTest {
    private static final byte[] RFC_SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** RFC 6238, appendix B, of whose eight digits ours are the last six. */
    @ParameterizedTest
    @CsvSource({
        "59,287082",
        "1111111109,081804",
        "1111111111,050471",
        "1234567890,005924",
        "2000000000,279037",
        "20000000000,353130"
    })
    void codesAreThoseOfTheRfc(long second, String code) {
        assertThat(Totp.code(RFC_SEED, Totp.step(Instant.ofEpochSecond(second))))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "-91,false",
        "-61,false",
        "-31,true",
        "0,true",
        "31,true",
        "61,false",
        "91,false",
        "-600,false",
        "600,false"
    })
    void f25T18ACodeIsGoodOneStepEitherWay(long skew, boolean good) {
        Instant now = Instant.ofEpochSecond(1_790_000_025);
        String code = Totp.code(RFC_SEED, Totp.step(now.plusSeconds(skew)));
        assertThat(Totp.match(RFC_SEED, code, now, 0) != Totp.NONE).isEqualTo(good);
    }

    @Test
    void whatWasUsedIsNoCodeAnyMoreNorIsWhatCameBefore() {
        Instant now = Instant.ofEpochSecond(1_790_000_025);
        long step = Totp.step(now);
        assertThat(Totp.match(RFC_SEED, Totp.code(RFC_SEED, step), now, step - 1))
                .isEqualTo(step);
        assertThat(Totp.match(RFC_SEED, Totp.code(RFC_SEED, step), now, step)).isEqualTo(Totp.NONE);
        assertThat(Totp.match(RFC_SEED, Totp.code(RFC_SEED, step - 1), now, step))
                .isEqualTo(Totp.NONE);
        assertThat(Totp.match(RFC_SEED, Totp.code(RFC_SEED, step + 1), now, step))
                .isEqualTo(step + 1);
    }

    @Test
    void aSealOpensWithItsKeyForItsOwnerAlone() {
        byte[] key = Totp.seed(RANDOM);
        byte[] long32 = java.util.Arrays.copyOf(key, 32);
        String sealed = Seal.close(long32, "one", RFC_SEED, RANDOM);
        assertThat(sealed).isNotEqualTo(Seal.close(long32, "one", RFC_SEED, RANDOM));
        assertThat(Seal.open(long32, "one", sealed)).isEqualTo(RFC_SEED);
        assertThatThrownBy(() -> Seal.open(long32, "another", sealed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Seal.open(new byte[32], "one", sealed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Seal.open(long32, "one", "AAAA")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void backupCodesAreReadHoweverTheyAreTyped() {
        List<String> codes = BackupCodes.random(RANDOM);
        assertThat(new HashSet<>(codes)).hasSize(10).allMatch(code -> code.matches("[0-9a-z]{5}-[0-9a-z]{5}"));
        String code = codes.get(0);
        assertThat(BackupCodes.read(code.toUpperCase(java.util.Locale.ROOT).replace('-', ' ')))
                .isEqualTo(BackupCodes.read(code))
                .isEqualTo(code.replace("-", ""));
        assertThat(BackupCodes.read("123456")).isNull();
        assertThat(BackupCodes.read("abcde-fghi!")).isNull();
    }

    @Test
    void theUriIsWhatAuthenticatorAppsRead() {
        assertThat(OtpAuthUri.of("Serai", "alice & bob", RFC_SEED))
                .isEqualTo("otpauth://totp/Serai:alice%20%26%20bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Serai"
                        + "&algorithm=SHA1&digits=6&period=30");
        assertThat(OtpAuthUri.base32("foobar".getBytes(StandardCharsets.US_ASCII)))
                .as("RFC 4648, section 10")
                .isEqualTo("MZXW6YTBOI");
    }

    /** By another library than the one that drew it, from a file as the JDK reads it; its corners need no finding. */
    @RepeatedTest(20)
    void thePictureHoldsTheUri() throws Exception {
        String uri = OtpAuthUri.of("Serai", "a name that is rather long (0123456789ab)", Totp.seed(RANDOM));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(QrPng.png(uri)));
        int width = image.getWidth();
        int height = image.getHeight();
        int[] dots = image.getRGB(0, 0, width, height, null, 0, width);
        BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, dots)));
        assertThat(new QRCodeReader()
                        .decode(bitmap, Map.of(DecodeHintType.PURE_BARCODE, true))
                        .getText())
                .isEqualTo(uri);
    }
}
