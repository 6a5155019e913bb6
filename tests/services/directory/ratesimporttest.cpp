#include "services/directory/ratesimport.h"

#include "services/postgres/pipeline.h"
#include "tests/support/postgresfixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <string>
#include <vector>

using namespace billhook::directory;
using billhook::domain::Result;
using billhook::postgres::Pipeline;
using billhook::support::PostgresFixture;
using namespace Qt::StringLiterals;

class RatesImportTest final : public QObject
{
    Q_OBJECT

private:
    Result<ImportReport> import(const std::string &content, int batchLines = 5'000)
    {
        QFile file(m_folder.filePath(u"rates.csv"_s));
        if (!file.open(QIODevice::WriteOnly)
            || file.write(content.data(), static_cast<qint64>(content.size())) < 0) {
            qFatal("the file can't be written");
        }
        file.close();
        m_bad.clear();
        Pipeline pipeline({ .url = m_postgres.url().toStdString(),
            .role = "billhook_daemon",
            .applicationName = "ratesimporttest",
            .callDeadline = std::chrono::seconds(30),
            .areas = { "directory" } });
        const ImportObserver observer{ .badLine
            = [this](const BadLine &bad) { m_bad.push_back(std::to_string(bad.line) + ": " + bad.reason); },
            .progress = {} };
        return RatesImport(pipeline, batchLines).run(file.fileName().toStdString(), observer);
    }

    QString rates()
    {
        return m_postgres.sql(
            u"SELECT string_agg(concat_ws(' ', day, from_currency, to_currency, trim_scale(rate), source), "
            "'; ' ORDER BY day, from_currency) FROM billhook.fx_rate"_s);
    }

    PostgresFixture m_postgres;
    QTemporaryDir m_folder;
    std::vector<std::string> m_bad;

private Q_SLOTS:
    void init() { m_postgres.renew(); }

    void testRun_WritesRates()
    {
        const auto report
            = import("date,from,to,rate,source\r\n2026-01-31,EUR,usd,1.0825,\"ECB, Frankfurt\"\r\n"
                     "2026-01-31, jpy ,USD,0.006512345678,ECB\r\n");
        QVERIFY(report.has_value());
        QCOMPARE(report->rates, 2);
        QCOMPARE(report->changed, 2);
        QCOMPARE(
            rates(), u"2026-01-31 eur usd 1.0825 ECB, Frankfurt; 2026-01-31 jpy usd 0.006512345678 ECB"_s);
        QCOMPARE(m_postgres.sql(u"SELECT seq FROM billhook.change_seq WHERE area = 'revenue'"_s), u"1"_s);
    }

    void testRun_Twice_ChangesNothing_AndCorrects()
    {
        const std::string header = "date,from,to,rate,source\n";
        QCOMPARE(import(header + "2026-01-31,eur,usd,1.10,ECB\n").value().changed, 1);
        QCOMPARE(import(header + "2026-01-31,eur,usd,1.1,ECB\n").value().changed, 0);
        QCOMPARE(import(header + "2026-01-31,eur,usd,1.2,ECB\n").value().changed, 1);
        QCOMPARE(rates(), u"2026-01-31 eur usd 1.2 ECB"_s);
    }

    void testRun_AnyColumnOrder()
    {
        QCOMPARE(import("Source,Rate,To,From,Date\nECB,1.5,usd,gbp,2026-02-28\n").value().rates, 1);
        QCOMPARE(rates(), u"2026-02-28 gbp usd 1.5 ECB"_s);
    }

    void testRun_Requires_Header()
    {
        for (const char *content : { "", "\n", "2026-01-31,eur,usd,1.1,ECB\n", "date,from,to,rate\n",
                 "date,from,to,rate,source,more\n", "date,date,to,rate,source\n" }) {
            const auto report = import(content);
            QVERIFY2(!report, content);
            QCOMPARE(report.error().code, std::string("header_missing"));
        }
    }

    void testRun_BadLines_AreNamed_GoodOnesKept()
    {
        const auto report = import("date,from,to,rate,source\n"
                                   "2026-02-29,eur,usd,1.1,ECB\n"
                                   "2026-1-31,eur,usd,1.1,ECB\n"
                                   "2026-01-31,euro,usd,1.1,ECB\n"
                                   "2026-01-31,eur,,1.1,ECB\n"
                                   "2026-01-31,usd,USD,1,ECB\n"
                                   "2026-01-31,eur,usd,0,ECB\n"
                                   "2026-01-31,eur,usd,\"1,1\",ECB\n"
                                   "2026-01-31,eur,usd,-1,ECB\n"
                                   "2026-01-31,eur,usd,1.0000000000001,ECB\n"
                                   "2026-01-31,eur,usd,1.1,\n"
                                   "2026-01-31,eur,usd,1.1\n"
                                   "2026-01-31,eur,us\"d,1.1,ECB\n"
                                   "2026-01-31,eur,usd,1.1,ECB\n"
                                   "2026-01-31,EUR,USD,1.10,ECB\n"
                                   "2026-01-31,eur,usd,1.3,ECB\n",
            2);
        QVERIFY(report.has_value());
        QCOMPARE(report->lines, 15);
        QCOMPARE(report->rates, 2);
        QCOMPARE(report->changed, 1);
        QCOMPARE(report->badLines, 13);
        QCOMPARE(rates(), u"2026-01-31 eur usd 1.1 ECB"_s);
        const std::string rate
            = "\"rate\" must be a number above 0 with at most 12 digits before and after the point";
        const std::vector<std::string> expected{ "2: \"date\" must be a day such as 2026-01-31",
            "3: \"date\" must be a day such as 2026-01-31",
            "4: \"from\" must be a currency code of three letters",
            "5: \"to\" must be a currency code of three letters", "6: a currency has no rate into itself",
            "7: " + rate, "8: " + rate, "9: " + rate, "10: " + rate, "11: \"source\" is empty",
            "12: the line has 4 fields instead of 5", "13: the quotes are not those of a CSV file",
            "16: line 14 gives another rate for the same day and currencies" };
        QCOMPARE(m_bad, expected);
    }
};

QTEST_GUILESS_MAIN(RatesImportTest)
#include "ratesimporttest.moc"
