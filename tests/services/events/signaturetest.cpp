#include "services/events/signature.h"

#include <QTest>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <random>
#include <thread>

using namespace billhook::events;

namespace {

constexpr std::int64_t instant = 1'700'000'000;
const std::string secret = "whsec_test_secret";
const std::string paid
    = R"({"id":"evt_1","object":"event","type":"invoice.paid","data":{"object":{"id":"in_1"}}})";
const std::string paidDigest = "b5e0b8c9c6c01393de21b6e49dfbe91697f78cf977517a252d763ced624d3349";

/** Another way to the same digest than the verifier's. */
std::string digestOf(const std::string &key, const std::string &timestamp, const std::string &body)
{
    const std::string text = timestamp + "." + body;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data(), &size);
    const QByteArray bytes(reinterpret_cast<const char *>(digest.data()), static_cast<qsizetype>(size));
    return bytes.toHex().toStdString();
}

unsigned seedOfTest()
{
    return qEnvironmentVariableIsSet("BILLHOOK_SEED")
        ? static_cast<unsigned>(qEnvironmentVariableIntValue("BILLHOOK_SEED"))
        : 20'261'122U;
}

std::string headerOf(const std::string &digest)
{
    return "t=1700000000,v1=" + digest;
}

} // namespace

Q_DECLARE_METATYPE(SignatureVerdict)

class SignatureTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testVerify_KnownAnswers_data();
    void testVerify_KnownAnswers();
    void testVerify_Header_data();
    void testVerify_Header();
    void testVerify_Tolerance();
    void testVerify_TwoSecrets();
    void testVerify_BlankSecrets_RefuseEverything();
    void testVerify_OtherTimestampText_DoesNotMatch();
    void testVerify_SeededMutations_NoneAccepted();
    void testVerify_SeededDeliveries_AreJudgedExactly();
    void testVerify_FromManyThreads();
    void testNameOf_IsStable();
};

void SignatureTest::testVerify_KnownAnswers_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("digest");
    QTest::newRow("event") << paid << paidDigest;
    QTest::newRow("empty object") << std::string(
        "{}") << std::string("ceb8863f7208fa249a6cd8f951e993c7563412aca65866f6272283debe143ab3");
    QTest::newRow("byte order mark")
        << std::string("\xEF\xBB\xBF{\"id\":\"evt_1\",\"object\":\"event\"}")
        << std::string("c3a133cb102f9130a9a601cde892e02319f1a3ab1f1157bbf1a33a373157c628");
}

void SignatureTest::testVerify_KnownAnswers()
{
    QFETCH(std::string, body);
    QFETCH(std::string, digest);
    const SignatureVerifier verifier({ secret });
    QCOMPARE(verifier.verify(headerOf(digest), body, instant), SignatureVerdict::Valid);
    QCOMPARE(verifier.verify(headerOf(digest), body + " ", instant), SignatureVerdict::NoMatch);
    QCOMPARE(digestOf(secret, "1700000000", body), digest);
}

void SignatureTest::testVerify_Header_data()
{
    QTest::addColumn<std::string>("header");
    QTest::addColumn<SignatureVerdict>("verdict");
    const std::string good = "v1=" + paidDigest;
    const std::string other = "v1=" + std::string(64, '0');
    std::string upper = good;
    std::transform(upper.begin() + 3, upper.end(), upper.begin() + 3,
        [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
    const auto row = [](const char *name, const std::string &header, SignatureVerdict verdict) {
        QTest::newRow(name) << header << verdict;
    };
    row("good", "t=1700000000," + good, SignatureVerdict::Valid);
    row("signature first", good + ",t=1700000000", SignatureVerdict::Valid);
    row("good after another", "t=1700000000," + other + "," + good, SignatureVerdict::Valid);
    row("good before another", "t=1700000000," + good + "," + other, SignatureVerdict::Valid);
    row("good beside unreadable", "t=1700000000,v1=xyz," + good, SignatureVerdict::Valid);
    row("with a v0", "t=1700000000," + good + ",v0=" + std::string(64, 'a'), SignatureVerdict::Valid);
    row("item without equals", "t=1700000000,foo," + good, SignatureVerdict::Valid);
    row("trailing comma", "t=1700000000," + good + ",", SignatureVerdict::Valid);
    row("no header", "", SignatureVerdict::NoHeader);
    row("only commas", ",,,", SignatureVerdict::NoTimestamp);
    row("no timestamp", good, SignatureVerdict::NoTimestamp);
    row("no signature", "t=1700000000", SignatureVerdict::NoSignature);
    row("only v0", "t=1700000000,v0=" + paidDigest, SignatureVerdict::NoSignature);
    row("upper-case digits", "t=1700000000," + upper, SignatureVerdict::NoSignature);
    row("space after the comma", "t=1700000000, " + good, SignatureVerdict::NoSignature);
    row("space before the timestamp", " t=1700000000," + good, SignatureVerdict::NoTimestamp);
    row("one digit short", "t=1700000000," + good.substr(0, good.size() - 1), SignatureVerdict::NoSignature);
    row("one digit more", "t=1700000000," + good + "0", SignatureVerdict::NoSignature);
    row("two timestamps", "t=1700000000,t=1700000000," + good, SignatureVerdict::Malformed);
    row("two different timestamps", "t=1,t=1700000000," + good, SignatureVerdict::Malformed);
    row("fraction", "t=1700000000.5," + good, SignatureVerdict::Malformed);
    row("signed timestamp", "t=+1700000000," + good, SignatureVerdict::Malformed);
    row("negative timestamp", "t=-1," + good, SignatureVerdict::Malformed);
    row("empty timestamp", "t=," + good, SignatureVerdict::Malformed);
    row("hexadecimal timestamp", "t=0x65," + good, SignatureVerdict::Malformed);
    row("overflowing timestamp", "t=99999999999999999999," + good, SignatureVerdict::Malformed);
    row("zeros before the timestamp", "t=001700000000," + good, SignatureVerdict::NoMatch);
    row("no match", "t=1700000000," + other, SignatureVerdict::NoMatch);
    row("NUL after the timestamp", std::string("t=1700000000\0,", 14) + good, SignatureVerdict::Malformed);
    std::string many = "t=1700000000";
    for (int i = 0; i < 20; ++i) {
        many += "," + other;
    }
    row("too many signatures", many + "," + good, SignatureVerdict::Malformed);
}

void SignatureTest::testVerify_Header()
{
    QFETCH(std::string, header);
    QFETCH(SignatureVerdict, verdict);
    QCOMPARE(SignatureVerifier({ secret }).verify(header, paid, instant), verdict);
}

void SignatureTest::testVerify_Tolerance()
{
    const SignatureVerifier verifier({ secret });
    const auto header = headerOf(paidDigest);
    QCOMPARE(verifier.verify(header, paid, instant + 300), SignatureVerdict::Valid);
    QCOMPARE(verifier.verify(header, paid, instant + 301), SignatureVerdict::TooOld);
    QCOMPARE(verifier.verify(header, paid, instant - 300), SignatureVerdict::Valid);
    QCOMPARE(verifier.verify(header, paid, instant - 301), SignatureVerdict::TooNew);
}

void SignatureTest::testVerify_TwoSecrets()
{
    const SignatureVerifier verifier({ "whsec_older", "", secret });
    QCOMPARE(verifier.verify(headerOf(paidDigest), paid, instant), SignatureVerdict::Valid);
    QCOMPARE(verifier.verify(headerOf(digestOf("whsec_older", "1700000000", paid)), paid, instant),
        SignatureVerdict::Valid);
    QCOMPARE(verifier.verify(headerOf(digestOf("whsec_foreign", "1700000000", paid)), paid, instant),
        SignatureVerdict::NoMatch);
    QCOMPARE(verifier.verify(headerOf(digestOf("test_secret", "1700000000", paid)), paid, instant),
        SignatureVerdict::NoMatch);
}

void SignatureTest::testVerify_BlankSecrets_RefuseEverything()
{
    for (const auto &secrets : { std::vector<std::string>{}, { "" }, { " \t" } }) {
        const SignatureVerifier verifier(secrets);
        QCOMPARE(verifier.verify(headerOf(digestOf("", "1700000000", paid)), paid, instant),
            SignatureVerdict::NoSecret);
    }
}

void SignatureTest::testVerify_OtherTimestampText_DoesNotMatch()
{
    const SignatureVerifier verifier({ secret });
    QCOMPARE(verifier.verify("t=1700000001,v1=" + paidDigest, paid, instant), SignatureVerdict::NoMatch);
    QCOMPARE(verifier.verify("t=001700000000,v1=" + digestOf(secret, "001700000000", paid), paid, instant),
        SignatureVerdict::Valid);
}

/** Any change to header or body that is not another spelling of the same signature must be refused. */
void SignatureTest::testVerify_SeededMutations_NoneAccepted()
{
    const unsigned seed = seedOfTest();
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    const auto below = [&random](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    const SignatureVerifier verifier({ secret });
    const std::string header = headerOf(paidDigest);
    constexpr std::string_view interesting = "0123456789abcdefABCDEF,=tv1. \t\n+-";
    int accepted = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string changedHeader = header;
        std::string changedBody = paid;
        std::string &target = below(2) == 0 ? changedHeader : changedBody;
        const auto at = below(target.size());
        const char byte
            = below(2) == 0 ? interesting[below(interesting.size())] : static_cast<char>(below(256));
        switch (below(4)) {
        case 0:
            target[at] = byte;
            break;
        case 1:
            target.insert(at, 1, byte);
            break;
        case 2:
            target.erase(at, 1 + below(3));
            break;
        default:
            std::swap(target[at], target[below(target.size())]);
            break;
        }
        // An added or changed separator may leave t and v1 as they were: that is the same signature.
        const bool same = changedBody == paid
            && ("," + changedHeader + ",").find(",v1=" + paidDigest + ",") != std::string::npos
            && ("," + changedHeader + ",").find(",t=1700000000,") != std::string::npos;
        if (!same && verifier.verify(changedHeader, changedBody, instant) == SignatureVerdict::Valid) {
            qWarning("accepted: %s", changedHeader.c_str());
            ++accepted;
        }
    }
    QCOMPARE(accepted, 0);
    QCOMPARE(verifier.verify(header, paid, instant), SignatureVerdict::Valid);
}

/** Any body, either secret, any clock about the tolerance's edges, other signatures beside: valid is accepted
 * and else nothing. */
void SignatureTest::testVerify_SeededDeliveries_AreJudgedExactly()
{
    const unsigned seed = seedOfTest();
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    const auto below = [&random](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    const std::array<std::string, 3> keys = { "whsec_newer", "whsec_older", "whsec_foreign" };
    const SignatureVerifier verifier({ keys[0], keys[1] });
    constexpr std::array<std::int64_t, 9> offsets = { 0, 1, -1, 299, 300, 301, -299, -300, -301 };
    int valid = 0;
    int wrong = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string body(below(200), ' ');
        std::generate(body.begin(), body.end(), [&] { return static_cast<char>(below(256)); });
        const auto &key = keys.at(below(keys.size()));
        const auto offset = offsets.at(below(offsets.size()));
        std::string header = "t=1700000000";
        const auto others = below(3);
        for (std::size_t other = 0; other < others; ++other) {
            header += ",v1=" + digestOf(keys[2], "1700000000", body + "x");
        }
        header += ",v1=" + digestOf(key, "1700000000", body);
        const bool changed = !body.empty() && below(3) == 0;
        if (changed) {
            body[below(body.size())] ^= static_cast<char>(1U << below(8));
        }
        const bool expected = key != keys[2] && !changed && std::abs(offset) <= 300;
        const bool accepted = verifier.verify(header, body, instant + offset) == SignatureVerdict::Valid;
        valid += accepted ? 1 : 0;
        wrong += accepted != expected ? 1 : 0;
    }
    QCOMPARE(wrong, 0);
    QVERIFY(valid > 20'000 && valid < 60'000);
}

void SignatureTest::testVerify_FromManyThreads()
{
    const SignatureVerifier verifier({ secret, "whsec_b" });
    std::atomic<int> valid{ 0 };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                valid += verifier.verify(headerOf(paidDigest), paid, instant) == SignatureVerdict::Valid ? 1
                                                                                                         : 0;
            }
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    QCOMPARE(valid.load(), 2'000);
}

void SignatureTest::testNameOf_IsStable()
{
    QCOMPARE(std::string(nameOf(SignatureVerdict::NoHeader)), std::string("no_header"));
    QCOMPARE(std::string(nameOf(SignatureVerdict::NoTimestamp)), std::string("no_timestamp"));
    QCOMPARE(std::string(nameOf(SignatureVerdict::TooOld)), std::string("too_old"));
    QCOMPARE(std::string(nameOf(SignatureVerdict::NoMatch)), std::string("no_match"));
}

QTEST_GUILESS_MAIN(SignatureTest)
#include "signaturetest.moc"
