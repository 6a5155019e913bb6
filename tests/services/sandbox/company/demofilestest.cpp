#include "services/sandbox/company/directoryfile.h"
#include "services/sandbox/company/names.h"
#include "services/sandbox/company/ratesfile.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>
#include <QUuid>

#include <map>
#include <set>

using namespace billhook;
using namespace Qt::StringLiterals;

/** The files beside the events: directory and rates. */
class DemoFilesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testDirectory_RefersToWhatItHolds()
    {
        sandbox::Company company({ 8, 12, 120, 1'795'000'000 });
        company.history();
        std::map<QString, int> counts;
        QSet<QString> organizations;
        QSet<QString> users;
        for (const auto &line :
            QByteArray::fromStdString(sandbox::directoryLines(company)).trimmed().split('\n')) {
            const auto object = QJsonDocument::fromJson(line).object();
            const auto type = object.value(u"type"_s).toString();
            ++counts[type];
            if (type == u"organization"_s) {
                organizations.insert(object.value(u"id"_s).toString());
            } else if (type == u"user"_s) {
                users.insert(object.value(u"id"_s).toString());
                QVERIFY(object.value(u"email"_s).toString().endsWith(u".example"_s));
            } else {
                QVERIFY(organizations.contains(object.value(u"organization_id"_s).toString()));
                QVERIFY(type != u"membership"_s || users.contains(object.value(u"user_id"_s).toString()));
            }
            if (object.contains(u"id"_s)) {
                QVERIFY(!QUuid::fromString(object.value(u"id"_s).toString()).isNull());
            }
        }
        QCOMPARE(organizations.size(), 120);
        QCOMPARE(counts[u"user"_s], counts[u"membership"_s]);
        QVERIFY(counts[u"user"_s] >= 180 && counts[u"user"_s] <= 480);
        QVERIFY(counts[u"project"_s] >= 240 && counts[u"project"_s] <= 480);
    }

    void testDirectory_LinksSomeByCustomerIdOnly()
    {
        sandbox::Company company({ 8, 12, 120, 1'795'000'000 });
        company.history();
        const auto lines = sandbox::directoryLines(company);
        int linked = 0;
        for (const auto &customer : company.customers()) {
            const auto &account = customer.account();
            const bool inFile
                = account.customer.exists && lines.find(account.customer.id) != std::string::npos;
            QCOMPARE(inFile, account.link == sandbox::Link::Directory && account.customer.exists);
            QCOMPARE(account.customer.metadata.contains("organization_id"),
                account.link == sandbox::Link::Metadata);
            linked += inFile ? 1 : 0;
        }
        QVERIFY(linked >= 2);
    }

    void testRates_HaveEveryDay_AndMoveSlowly()
    {
        const auto first = sandbox::startOf({ 2025, 1, 30 });
        const auto csv = QString::fromStdString(sandbox::ratesCsv(4, first, first + 60 * sandbox::dayLength));
        const auto lines = csv.trimmed().split(u'\n');
        QCOMPARE(lines.first(), u"date,from,to,rate,source"_s);
        QCOMPARE(lines.size(), 1 + 2 * 61);
        QMap<QString, qint64> last; // millionths
        for (const auto &line : lines.mid(1)) {
            const auto cells = line.split(u',');
            QCOMPARE(cells.size(), 5);
            const auto rate = QString(cells.at(3)).remove(u'.').toLongLong();
            QVERIFY(rate > 0);
            const auto before = last.value(cells.at(1), rate);
            QVERIFY(qAbs(rate - before) * 100 < before);
            last[cells.at(1)] = rate;
        }
        QCOMPARE(last.size(), 2);
        QVERIFY(csv.contains(u"2025-02-28,eur,usd,"_s));
    }

    void testNames_AreDistinct_AndMailable()
    {
        sandbox::Names names(sandbox::Random(12));
        std::set<std::string> domains;
        std::set<std::size_t> cultures;
        for (int i = 0; i < 3'000; ++i) {
            const auto company = names.company();
            QVERIFY2(domains.insert(company.domain).second, company.domain.c_str());
            cultures.insert(company.culture);
            for (const char c : company.domain) {
                QVERIFY2((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.',
                    company.domain.c_str());
            }
        }
        QVERIFY(cultures.size() >= 10);
    }
};

QTEST_APPLESS_MAIN(DemoFilesTest)
#include "demofilestest.moc"
