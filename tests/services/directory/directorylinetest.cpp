#include "services/directory/directoryline.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace billhook::directory;

namespace {

/** JSON with single quotes, which are easier to read here. */
std::string json(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

const std::string id = "6f1d0a52-3c4b-4a8e-9f57-0d1e2c3b4a59";
const std::string other = "00000000-0000-4000-8000-000000000001";

} // namespace

class DirectoryLineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRead_Organization()
    {
        const auto line = readDirectoryLine(json("{'type':'organization','id':'") + id
            + json("','name':'Ärger & Söhne','country':'DE','stripe_customer_id':'cus_1','archived':true,"
                   "'created_at':'2026-01-31T09:30:00.250+02:00'}"));
        QVERIFY(line.has_value());
        const auto &organization = std::get<OrganizationLine>(*line);
        QCOMPARE(organization.id, id);
        QCOMPARE(organization.name, std::string("Ärger & Söhne"));
        QCOMPARE(organization.country.value(), std::string("DE"));
        QCOMPARE(organization.stripeCustomerId.value(), std::string("cus_1"));
        QCOMPARE(organization.archived, std::optional(true));
        QCOMPARE(organization.createdAt.value(), 1'769'844'600'250);
    }

    void testRead_TellsAbsent_FromEmptied()
    {
        const auto line
            = readDirectoryLine(json("{'type':'organization','id':'") + id + json("','name':'A'}"));
        QVERIFY(line.has_value());
        const auto &absent = std::get<OrganizationLine>(*line);
        QVERIFY(!absent.country && !absent.stripeCustomerId && !absent.createdAt && !absent.archived);
        QVERIFY(!absent.slug && !absent.removed);
        const auto emptied = readDirectoryLine(json("{'type':'organization','id':'") + id
            + json("','name':'A','country':null,'stripe_customer_id':' ','slug':'a-1','active':false}"));
        QVERIFY(emptied.has_value());
        const auto &organization = std::get<OrganizationLine>(*emptied);
        QCOMPARE(organization.country, std::optional(std::string()));
        QCOMPARE(organization.stripeCustomerId, std::optional(std::string()));
        QCOMPARE(organization.slug, std::optional(std::string("a-1")));
        QCOMPARE(organization.archived, std::optional(true));
    }

    void testRead_Removed_NeedsIdsOnly()
    {
        const auto user = readDirectoryLine(json("{'type':'user','id':'") + id + json("','removed':true}"));
        QVERIFY(user.has_value() && std::get<UserLine>(*user).removed);
        const auto project
            = readDirectoryLine(json("{'type':'project','id':'") + id + json("','removed':true}"));
        QVERIFY(project.has_value() && std::get<ProjectLine>(*project).removed);
        const auto membership = readDirectoryLine(json("{'type':'membership','organization_id':'") + id
            + json("','user_id':'") + other + json("','removed':true}"));
        QVERIFY(membership.has_value() && std::get<MembershipLine>(*membership).removed);
        QVERIFY(!readDirectoryLine(json("{'type':'organization','removed':true}")));
    }

    void testRead_OtherKinds()
    {
        const auto user = readDirectoryLine(json("{'type':'user','id':'") + id
            + json("','email':'a@b.example','created_at':'2026-01-31T00:00:00'}"));
        QVERIFY(user.has_value());
        QCOMPARE(std::get<UserLine>(*user).createdAt.value(), 1'769'817'600'000); // no offset: UTC
        const auto membership = readDirectoryLine(json("{'type':'membership','organization_id':'") + id
            + json("','user_id':'") + other + json("','role':'admin'}"));
        QVERIFY(membership.has_value());
        QVERIFY(!std::get<MembershipLine>(*membership).state);
        const auto project = readDirectoryLine(json("{'type':'project','id':'") + id
            + json("','organization_id':'") + other + json("','name':'Web'}"));
        QVERIFY(project.has_value());
        QCOMPARE(std::get<ProjectLine>(*project).organizationId, other);
    }

    void testRead_NamesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char *name, const std::string &line, const char *reason) {
            QTest::newRow(name) << QByteArray::fromStdString(line) << QByteArray(reason);
        };
        const std::string start = json("{'type':'organization','id':'") + id + json("',");
        row("text", "hello", "the line is not JSON");
        row("cut", start, "the line is not JSON");
        row("two", "{} {}", "the line is not JSON");
        row("list", "[]", "the line is not a JSON object");
        row("encoding", "{\"type\":\"\xFF\"}", "the line is not UTF-8");
        row("no type", "{}", "\"type\" is missing");
        row("type", json("{'type':'team'}"),
            "\"type\" must be one of organization, user, membership, project");
        row("no id", json("{'type':'organization','name':'A'}"), "\"id\" is missing");
        row("id", json("{'type':'organization','id':'7','name':'A'}"),
            "\"id\" must be a UUID such as 6f1d0a52-3c4b-4a8e-9f57-0d1e2c3b4a59");
        row("number", start + json("'name':7}"), "\"name\" must be text");
        row("blank", start + json("'name':' '}"), "\"name\" is empty");
        row("NUL", start + json("'name':'a\\u0000b'}"), "\"name\" must not contain a NUL character");
        row("flag", start + json("'name':'A','archived':'yes'}"), "\"archived\" must be true or false");
        row("instant", start + json("'name':'A','created_at':'2026-02-30T00:00:00Z'}"),
            "\"created_at\" must be an ISO 8601 instant such as 2026-01-31T09:30:00Z");
        row("role",
            json("{'type':'membership','organization_id':'") + id + json("','user_id':'") + id
                + json("','role':'boss'}"),
            "\"role\" must be one of owner, admin, member");
        row("no role",
            json("{'type':'membership','organization_id':'") + id + json("','user_id':'") + id + json("'}"),
            "\"role\" is missing");
        row("unknown", start + json("'name':'A','colour':'red'}"), "\"colour\" is not known here");
        for (const char *mail : { "noat", "@b.example", "a@", "a@b@c", "a b@c.example" }) {
            row(mail, json("{'type':'user','id':'") + id + json("','email':'") + mail + json("'}"),
                "\"email\" must be an e-mail address such as d.reed@example.com");
        }
    }
    void testRead_NamesWhatIsWrong()
    {
        QFETCH(const QByteArray, line);
        const auto result = readDirectoryLine(line.toStdString());
        QVERIFY(!result);
        QTEST(QByteArray::fromStdString(result.error().message), "reason");
    }
};

QTEST_APPLESS_MAIN(DirectoryLineTest)
#include "directorylinetest.moc"
