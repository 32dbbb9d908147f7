package io.ipfabric.http.access;

import io.ipfabric.credentials.Terms;
import io.ipfabric.credentials.TokenVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Makes of the settings what verifies tokens, or ends the start with what is to be set. */
@ApplicationScoped
class AcceptedTokens {

    private static final String WHAT_TO_SET =
            "set fabric.tokens.public-key (FABRIC_TOKENS_PUBLIC_KEY) to the PEM file of the public key whose private half signs tokens,"
                    + " or fabric.tokens.issuer and fabric.tokens.keys-url (FABRIC_TOKENS_ISSUER, FABRIC_TOKENS_KEYS_URL) to an OpenID"
                    + " Connect issuer and where its keys are";

    @Produces
    @Singleton
    TokenVerifier verifier(TokenSettings settings) {
        return verifierOf(settings);
    }

    static TokenVerifier verifierOf(TokenSettings settings) {
        boolean byIssuer = settings.issuer().isPresent() || settings.keysUrl().isPresent();
        if (settings.publicKey().isPresent() == byIssuer) {
            throw new IllegalStateException((byIssuer
                            ? "both a key and an issuer of tokens are set; one of them: "
                            : "nobody could be told from a stranger: ")
                    + WHAT_TO_SET);
        }
        if (settings.publicKey().isPresent()) {
            return TokenVerifier.ofKey(
                    new Terms(Terms.OWN.issuer(), settings.audience()),
                    settings.publicKey().get());
        }
        if (settings.issuer().isEmpty() || settings.keysUrl().isEmpty()) {
            throw new IllegalStateException(
                    "an issuer of tokens and where its keys are belong together: " + WHAT_TO_SET);
        }
        return TokenVerifier.ofIssuer(
                new Terms(settings.issuer().get(), settings.audience()),
                confidential(settings.keysUrl().get()));
    }

    /** Whoever can change the keys on their way here could sign tokens. */
    private static URI confidential(URI url) {
        if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isHere(url))) {
            throw new IllegalStateException("fabric.tokens.keys-url is https, not " + url);
        }
        return url;
    }

    private static boolean isHere(URI url) {
        try {
            return url.getHost() != null && InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
