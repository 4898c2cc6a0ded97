package dev.serai.credentials.oci;

import dev.serai.credentials.CredentialsException;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RSA keys in PEM: PKCS#8, and PKCS#1 as older tools write it. Stateless. */
final class PemKey {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----([^-]+)-----END \\1-----");

    /** Version 0, and the algorithm rsaEncryption: https://datatracker.ietf.org/doc/html/rfc5208#section-5 */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    private PemKey() {}

    /**
     * The first key of a text; what stands around it, as the label that Oracle's console adds, means nothing.
     *
     * @param place where it comes from, for messages
     * @throws CredentialsException if it holds no key that can be read without a pass phrase
     */
    static PrivateKey read(String pem, String place) {
        Matcher found = KEY.matcher(pem);
        if (!found.find()) {
            throw new CredentialsException(place + " holds no private key in PEM");
        }
        String kind = found.group(1);
        if (kind.startsWith("ENCRYPTED") || found.group(2).contains("ENCRYPTED")) {
            throw new CredentialsException(place + " is protected by a pass phrase, which the gateway does not take:"
                    + " openssl pkey -in <key> -out <unprotected> makes one without");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(found.group(2));
            byte[] pkcs8 = kind.equals("RSA PRIVATE KEY") ? pkcs8(der) : der;
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new CredentialsException(place + " holds no RSA key that can be read", e);
        }
    }

    private static byte[] pkcs8(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA);
        content.writeBytes(element(OCTETS, pkcs1));
        return element(SEQUENCE, content.toByteArray());
    }

    /** DER: a tag, a length in as few bytes as it takes, the content. */
    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            element.write(0x80 | octets);
            for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) {
                element.write(content.length >> shift);
            }
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
