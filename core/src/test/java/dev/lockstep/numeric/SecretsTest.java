package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "fs.s3a.secret.key",
                "fs.s3a.access.key",
                "accessKey",
                "fs.s3a.encryption.key",
                "fs.azure.account.key.x.net",
                "ssl.private-key",
                "PassPhrase",
                "apikey",
                "api_key",
                "session.TOKEN"
            })
    void knowsKeysOfSecrets(String key) {
        assertThat(Secrets.isSecret(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep", "header", "encoding", "key", "user", "nullValue"})
    void leavesOtherKeys(String key) {
        assertThat(Secrets.isSecret(key)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "hdfs://host:8020/a@b:c,hdfs://host:8020/a@b:c",
        "abfss://container@account.net/x,abfss://container@account.net/x",
        "ftp://me:pw@host/a,ftp://me:***@host/a",
        "ftp://:p@ss@host,ftp://:***@host",
        "https://h/a?x=1&sig_token=abc&y=2,https://h/a?x=1&sig_token=***&y=2",
        "jdbc:x://h/d;user=me;password=pw;ssl=true,jdbc:x://h/d;user=me;password=***;ssl=true"
    })
    void masksWithinUrls(String url, String masked) {
        assertThat(Secrets.mask(url)).isEqualTo(masked);
        assertThat(Secrets.hidden(url).isEmpty()).isEqualTo(url.equals(masked));
    }

    @Test
    void knowsWhichCharactersAreHidden() {
        assertThat(Secrets.hidden("ftp://me:pw@host/a?token=x").stream()).containsExactly(9, 10, 25);
    }
}
