import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.ua.DSTU4145Params;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * A second opinion on what prro writes, by BouncyCastle's own primitives.
 *
 * Reads one check per line from standard input, words separated by tabs: the name of the check, then files.
 * Answers each with one line: "OK" and what was found, or "BAD" and why not. One JVM serves many checks.
 * A new check is one entry in the table of main and one method.
 */
public final class BouncyJudge {
    private static final String UA = "1.2.804.2.1.1.1.";
    private static final String GOST_SIGNATURE = UA + "1.3.1.1";
    private static final String KUPYNA_SIGNATURE = UA + "1.3.6.1.1";
    private static final String GOST_DIGEST = UA + "1.2.1";
    private static final String KUPYNA_DIGEST = UA + "1.2.2.1";

    interface Check {
        String run(String[] words) throws Exception;
    }

    static final class Refused extends Exception {
        Refused(String reason) {
            super(reason);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("hash", BouncyJudge::hash);
        checks.put("raw", BouncyJudge::raw);
        checks.put("certificate", BouncyJudge::certificate);
        checks.put("cms", BouncyJudge::cms);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(answer(checks, line.split("\t")));
        }
    }

    private static String answer(Map<String, Check> checks, String[] words) {
        try {
            Check check = checks.get(words[0]);
            return check == null ? "BAD no such check" : "OK " + check.run(words);
        } catch (Exception error) {
            return "BAD " + error.getClass().getSimpleName() + " " + error.getMessage();
        }
    }

    /** hash, digest identifier, file. */
    private static String hash(String[] words) throws Exception {
        return hex(digest(words[1], read(words[2])));
    }

    /** raw, signature algorithm, certificate, signed file, signature file. */
    private static String raw(String[] words) throws Exception {
        SubjectPublicKeyInfo key = Certificate.getInstance(read(words[2])).getSubjectPublicKeyInfo();
        verify(key, digest(digestOf(words[1]), read(words[3])), read(words[4]));
        return "signature";
    }

    /** certificate, certificate, certificate of its issuer. */
    private static String certificate(String[] words) throws Exception {
        Certificate subject = Certificate.getInstance(read(words[1]));
        Certificate issuer = Certificate.getInstance(read(words[2]));
        require(subject.getIssuer().equals(issuer.getSubject()), "another issuer is named");
        String algorithm = subject.getSignatureAlgorithm().getAlgorithm().getId();
        byte[] body = subject.getTBSCertificate().getEncoded(ASN1Encoding.DER);
        byte[] signature = ASN1OctetString.getInstance(subject.getSignature().getOctets()).getOctets();
        verify(issuer.getSubjectPublicKeyInfo(), digest(digestOf(algorithm), body), signature);
        return subject.getSubject().toString();
    }

    /** cms, signed message, optionally the detached content. */
    private static String cms(String[] words) throws Exception {
        ContentInfo outer = ContentInfo.getInstance(read(words[1]));
        SignedData message = SignedData.getInstance(outer.getContent());
        require(message.getSignerInfos().size() == 1, "not one signature");
        require(message.getCertificates().size() == 1, "not one certificate");
        Certificate signer = Certificate.getInstance(message.getCertificates().getObjectAt(0));
        SignerInfo info = SignerInfo.getInstance(message.getSignerInfos().getObjectAt(0));
        ASN1Encodable inner = message.getEncapContentInfo().getContent();
        byte[] content = inner == null ? read(words[2]) : ASN1OctetString.getInstance(inner).getOctets();
        String digest = info.getDigestAlgorithm().getAlgorithm().getId();
        require(digest.equals(digestOf(info.getDigestEncryptionAlgorithm().getAlgorithm().getId())), "pair");
        ASN1Set attributes = info.getAuthenticatedAttributes();
        ASN1Encodable stated = value(attributes, CMSAttributes.messageDigest);
        require(Arrays.equals(ASN1OctetString.getInstance(stated).getOctets(), digest(digest, content)), "content");
        require(value(attributes, CMSAttributes.contentType).equals(message.getEncapContentInfo().getContentType()),
            "content type");
        ESSCertIDv2 named = SigningCertificateV2.getInstance(
            value(attributes, PKCSObjectIdentifiers.id_aa_signingCertificateV2)).getCerts()[0];
        require(named.getHashAlgorithm().getAlgorithm().getId().equals(digest), "certificate digest algorithm");
        require(Arrays.equals(named.getCertHash(), digest(digest, signer.getEncoded(ASN1Encoding.DER))), "certificate");
        byte[] sorted = new DERSet(attributes.toArray()).getEncoded(ASN1Encoding.DER);
        verify(signer.getSubjectPublicKeyInfo(), digest(digest, sorted), info.getEncryptedDigest().getOctets());
        return signer.getSubject().toString();
    }

    private static ASN1Encodable value(ASN1Set attributes, ASN1ObjectIdentifier name) throws Refused {
        for (ASN1Encodable item : attributes) {
            Attribute attribute = Attribute.getInstance(item);
            if (attribute.getAttrType().equals(name)) {
                return attribute.getAttrValues().getObjectAt(0);
            }
        }
        throw new Refused("no attribute " + name.getId());
    }

    private static void verify(SubjectPublicKeyInfo info, byte[] hash, byte[] signature) throws Exception {
        AsymmetricKeyParameter key = PublicKeyFactory.createKey(info);
        int half = signature.length / 2;
        DSTU4145Signer signer = new DSTU4145Signer();
        signer.init(false, key);
        require(signer.verifySignature(hash, number(signature, 0, half), number(signature, half, signature.length)),
            "the signature does not verify");
    }

    private static String digestOf(String signatureAlgorithm) throws Refused {
        switch (signatureAlgorithm) {
            case GOST_SIGNATURE:
                return GOST_DIGEST;
            case KUPYNA_SIGNATURE:
                return KUPYNA_DIGEST;
            default:
                throw new Refused("signature algorithm " + signatureAlgorithm);
        }
    }

    private static byte[] digest(String name, byte[] data) throws Refused {
        Digest digest;
        if (name.equals(GOST_DIGEST)) {
            digest = new GOST3411Digest(expanded(DSTU4145Params.getDefaultDKE()));
        } else if (name.equals(KUPYNA_DIGEST)) {
            digest = new DSTU7564Digest(256);
        } else {
            throw new Refused("digest " + name);
        }
        byte[] result = new byte[digest.getDigestSize()];
        digest.update(data, 0, data.length);
        digest.doFinal(result, 0);
        return result;
    }

    /** The S-box of certificates holds two entries in a byte, BouncyCastle's engine one. */
    private static byte[] expanded(byte[] packed) {
        byte[] result = new byte[2 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            result[2 * i] = (byte) (packed[i] >> 4 & 15);
            result[2 * i + 1] = (byte) (packed[i] & 15);
        }
        return result;
    }

    private static BigInteger number(byte[] littleEndian, int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = littleEndian[to - 1 - i];
        }
        return new BigInteger(1, bytes);
    }

    private static void require(boolean condition, String reason) throws Refused {
        if (!condition) {
            throw new Refused(reason);
        }
    }

    private static byte[] read(String name) throws Exception {
        return Files.readAllBytes(Paths.get(name));
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte item : bytes) {
            text.append(String.format("%02x", item));
        }
        return text.toString();
    }
}
