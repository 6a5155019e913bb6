#include "services/api/api.h"
#include "services/api/problem.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using domain::Error;
using domain::ErrorKind;

/** The route table and the problems against the contract that is published. */
class ContractTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testRoutes_AreThoseOfTheContract();
    void testProblems_AreThoseOfTheContract();
    void testProblemOf_SaysNothingOfOurs();

private:
    QJsonObject m_contract;
};

namespace {

QString nameOf(api::Access access)
{
    switch (access) {
    case api::Access::Open:
        return u"public"_s;
    case api::Access::Superuser:
        return u"superuser"_s;
    case api::Access::Service:
        return u"service"_s;
    case api::Access::Member:
        return u"member"_s;
    case api::Access::Manager:
        return u"manager"_s;
    case api::Access::MemberOrService:
        return u"member, service"_s;
    case api::Access::Caller:
        break;
    }
    return u"caller"_s;
}

QJsonObject objectOf(const http::Response &response)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(response.body)).object();
}

} // namespace

void ContractTest::initTestCase()
{
    QFile file(u":/openapi/openapi.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_contract = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(m_contract[u"openapi"].toString(), u"3.1.0"_s);
}

void ContractTest::testRoutes_AreThoseOfTheContract()
{
    QSet<QString> published;
    const auto paths = m_contract[u"paths"].toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const auto methods = path->toObject();
        for (auto method = methods.begin(); method != methods.end(); ++method) {
            if (method.key() == u"parameters"_s) {
                continue;
            }
            published.insert(method.key().toUpper() + u' ' + path.key() + u' '
                + method->toObject()[u"x-access"].toString());
        }
    }
    QSet<QString> served{ u"POST /api/webhooks/stripe stripe"_s };
    for (const auto &route : api::routeTable()) {
        QVERIFY(route.handle != nullptr);
        served.insert(QString::fromStdString(std::string(api::nameOf(route.method))) + u' '
            + QString::fromStdString(std::string(route.path)) + u' ' + nameOf(route.access));
    }
    QCOMPARE(served, published);
}

void ContractTest::testProblems_AreThoseOfTheContract()
{
    const auto codes
        = m_contract[u"components"][u"schemas"][u"Problem"][u"properties"][u"code"][u"enum"].toArray();
    for (const auto &[kind, code, status] : { std::tuple(ErrorKind::InvalidInput, "invalid", 422),
             std::tuple(ErrorKind::NotFound, "event_not_found", 404),
             std::tuple(ErrorKind::Conflict, "already_exists", 409),
             std::tuple(ErrorKind::Conflict, "slug_taken", 409),
             std::tuple(ErrorKind::Conflict, "operation_under_way", 409),
             std::tuple(ErrorKind::Conflict, "stale", 412),
             std::tuple(ErrorKind::InvalidInput, "version_required", 428),
             std::tuple(ErrorKind::InvalidInput, "not_available", 422),
             std::tuple(ErrorKind::InvalidInput, "stripe_refused", 422),
             std::tuple(ErrorKind::InvalidInput, "card_declined", 402),
             std::tuple(ErrorKind::Unavailable, "stripe_key_missing", 503),
             std::tuple(ErrorKind::Forbidden, "forbidden", 403),
             std::tuple(ErrorKind::Overloaded, "serialization_failure", 503),
             std::tuple(ErrorKind::Unavailable, "database_unavailable", 503),
             std::tuple(ErrorKind::Timeout, "database_timeout", 503),
             std::tuple(ErrorKind::Configuration, "database_schema_mismatch", 500),
             std::tuple(ErrorKind::Internal, "statement_missing", 500) }) {
        const auto response = api::problemOf(Error{ kind, code, "What happened.", {} });
        QCOMPARE(response.status, status);
        QVERIFY2(codes.contains(objectOf(response)[u"code"]), response.body.c_str());
    }
}

void ContractTest::testProblemOf_SaysNothingOfOurs()
{
    Error error{ ErrorKind::Internal, "database_refused", "The database refused a statement.",
        "plans/insert_plan [23502]: null value", "23502" };
    const auto ours = api::problemOf(error).body;
    QVERIFY2(ours.find("null value") == std::string::npos && ours.find("statement") == std::string::npos,
        ours.c_str());
    error = { ErrorKind::InvalidInput, "invalid", "A field is not understood.", {} };
    error.fields = { { "/prices/0/amount", "is a whole number" }, { "/x", "\"" } };
    const auto errors = objectOf(api::problemOf(error))[u"errors"].toArray();
    QCOMPARE(errors.size(), 2);
    QCOMPARE(errors[0][u"pointer"].toString(), u"/prices/0/amount"_s);
    QCOMPARE(errors[1][u"detail"].toString(), u"\""_s);
    QCOMPARE(api::problemOf({ ErrorKind::NotFound, "a", "b", {} }).body,
        api::problemOf({ ErrorKind::NotFound, "c", "d", {} }).body);
}

QTEST_GUILESS_MAIN(ContractTest)
#include "contracttest.moc"
