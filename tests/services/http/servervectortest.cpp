#include "services/http/server.h"
#include "tests/services/http/rawconnection.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace billhook::http;

namespace {

QByteArray bytesOf(const QJsonArray &pieces)
{
    QByteArray bytes;
    for (const auto &piece : pieces) {
        if (piece.isString()) {
            bytes += piece.toString().toLatin1();
        } else {
            const auto object = piece.toObject();
            bytes += object[QStringLiteral("repeat")].toString().toLatin1().repeated(
                object[QStringLiteral("times")].toInt());
        }
    }
    return bytes;
}

bool allows(const QJsonValue &expected, int status)
{
    return expected.isArray() ? expected.toArray().contains(status) : expected.toInt() == status;
}

} // namespace

/** Sends exact bytes over a real socket and expects exact responses, none missing and none more. */
class ServerVectorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testVector_data();
    void testVector();
    void testVector_SameAnswers_ByteByByte_data() { testVector_data(); }
    void testVector_SameAnswers_ByteByByte();

private:
    void checkResponses(const QByteArray &received, bool thenAnother = false);

    std::unique_ptr<Server> m_server;
};

void ServerVectorTest::initTestCase()
{
    const Handler echo = [](const Request &request, const Respond &respond) {
        respond({ .status = 200,
            .contentType = "application/octet-stream",
            .body = request.body,
            .headers = {} });
    };
    ServerOptions options;
    options.port = 0;
    m_server = std::make_unique<Server>(options,
        std::vector<Route>{
            { .method = "GET", .path = "/livez", .bodyLimit = 0, .allowChunked = false, .handler = echo },
            { .method = "POST",
                .path = "/hook",
                .bodyLimit = 1U << 20U,
                .allowChunked = false,
                .handler = echo },
            { .method = "POST",
                .path = "/api/*",
                .bodyLimit = 64U << 10U,
                .allowChunked = true,
                .handler = echo },
        });
    QCOMPARE(m_server->start(), StartFailure::None);
}

void ServerVectorTest::testVector_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QJsonObject>("expected");
    QFile file(QStringLiteral(BILLHOOK_TEST_DATA "/http/vectors.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const auto row = QJsonDocument::fromJson(file.readLine()).object();
        QVERIFY(!row.isEmpty());
        QTest::newRow(row[QStringLiteral("name")].toString().toUtf8().constData())
            << bytesOf(row[QStringLiteral("send")].toArray()) << row;
    }
}

/** `thenAnother`: a further good request was sent, and its answer is to be the one more. */
void ServerVectorTest::checkResponses(const QByteArray &received, bool thenAnother)
{
    QFETCH(QByteArray, bytes);
    QFETCH(QJsonObject, expected);
    const bool toHead = bytes.startsWith("HEAD");
    auto responses = responsesOf(received, toHead);
    auto statuses = expected[QStringLiteral("statuses")].toArray();
    if (thenAnother) {
        statuses.append(200);
    }
    // An interim answer depends on how fast the bytes arrive; the final ones do not.
    responses.removeIf([](const RawResponse &response) { return response.status == 100; });
    QCOMPARE(responses.size(), statuses.size());
    for (qsizetype i = 0; i < responses.size(); ++i) {
        const auto &response = responses.at(i);
        QVERIFY2(allows(statuses.at(i), response.status), QByteArray::number(response.status).constData());
        if (response.status >= 400) {
            QVERIFY(response.head.contains("Content-Type: application/problem+json\r\n"));
            QVERIFY(
                toHead || QJsonDocument::fromJson(response.body).object().contains(QStringLiteral("code")));
        }
    }
    if (expected.contains(QStringLiteral("body"))) {
        QCOMPARE(responses.first().body, expected[QStringLiteral("body")].toString().toLatin1());
    }
}

void ServerVectorTest::testVector()
{
    QFETCH(QByteArray, bytes);
    RawConnection connection(m_server->port());
    QVERIFY(connection.connected());
    connection.send(bytes);
    // What is to be closed the server closes by itself; what stays open answers another request, once.
    QFETCH(QJsonObject, expected);
    const auto closes = expected[QStringLiteral("closes")];
    const bool staysOpen = closes.isBool() && !closes.toBool();
    if (staysOpen) {
        connection.send("HEAD /livez HTTP/1.1\r\nHost: another\r\n\r\n");
    }
    if (!closes.toBool()) {
        connection.finishSending();
    }
    const auto received = connection.readAll();
    QVERIFY(connection.closed());
    checkResponses(received, staysOpen);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->stats().bodyBytesInFlight, 0U, 10'000);
}

/** How the bytes are cut into segments must not matter. */
void ServerVectorTest::testVector_SameAnswers_ByteByByte()
{
    QFETCH(QByteArray, bytes);
    RawConnection connection(m_server->port());
    QVERIFY(connection.connected());
    const qsizetype singly = std::min<qsizetype>(bytes.size(), 600);
    bool taken = true;
    for (qsizetype i = 0; i < singly && taken; ++i) {
        taken = connection.send(bytes.mid(i, 1));
    }
    connection.send(bytes.mid(singly));
    connection.finishSending();
    const auto received = connection.readAll();
    QVERIFY(connection.closed());
    checkResponses(received);
}

QTEST_GUILESS_MAIN(ServerVectorTest)
#include "servervectortest.moc"
