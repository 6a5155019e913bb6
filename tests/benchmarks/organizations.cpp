// The organization list's reads on BILLHOOK_DATABASE_URL: every order and direction, without, with each one
// and each two filters, at four depths; the search; the outline. Prints Markdown; milliseconds at the client.
#include "services/billing/database.h"
#include "services/billing/loadorganizations.h"
#include "services/billing/organizationbindings.h"
#include "services/postgres/session.h"
#include "tests/benchmarks/figures.h"

#include <QCoreApplication>
#include <QString>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>

using namespace billhook;
using namespace billhook::billing;
using namespace billhook::benchmarks;
using namespace Qt::StringLiterals;

namespace {

constexpr unsigned seed = 20'261'122;
constexpr int rounds = 12;
constexpr std::array sorts{ OrganizationSort::Name, OrganizationSort::Status, OrganizationSort::Plan,
    OrganizationSort::Mrr, OrganizationSort::Currency, OrganizationSort::Members, OrganizationSort::Renewal };
constexpr std::array permilles{ 100, 500, 999 };

template <typename T> T must(domain::Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s %s\n", result.error().message.c_str(), result.error().detail.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

void line(const QString &text)
{
    std::puts(qUtf8Printable(text));
}

/** As the desktop opens it. */
std::unique_ptr<postgres::Session> sessionOf(const QString &url, Lane lane)
{
    return must(postgres::Session::open({ url, postgres::Group::Finance, u"benchmark"_s,
        std::chrono::seconds(60), { u"dashboard"_s, u"organizations"_s }, Database::settings(lane) }));
}

class OrganizationsBenchmark final
{
public:
    explicit OrganizationsBenchmark(const QString &url)
        : m_session(sessionOf(url, Lane::Rows))
        , m_background(sessionOf(url, Lane::Background))
        , m_basis(must(LoadOrganizations::readOpening(*m_session, {})).basis)
    { }

    void run()
    {
        line(
            u"seed %1, %2 rounds each, pages of %3 rows\n"_s.arg(seed).arg(rounds).arg(organizationPageRows));
        measureYardstick();
        line(u"\n| order | filters | rows | outline | start | 10 % | 50 % | 99.9 % |\n"
             "|---|---|--:|--:|--:|--:|--:|--:|"_s);
        for (const OrganizationQuery &filters : filterSets()) {
            for (const OrganizationSort sort : sorts) {
                for (const bool descending : { false, true }) {
                    OrganizationQuery query = filters;
                    query.sort = sort;
                    query.descending = descending;
                    measureOrder(query);
                }
            }
        }
        line(u"\n| all | p50 / p95 | max |\n|---|--:|--:|"_s);
        line(u"| page from an anchor | %1 | %2 |"_s.arg(m_pages.halfAndMost(), m_pages.at(100)));
        line(u"| page from the start | %1 | %2 |"_s.arg(m_starts.halfAndMost(), m_starts.at(100)));
        line(u"| outline: exact count, sums, anchors | %1 | %2 |"_s.arg(
            m_outlines.halfAndMost(), m_outlines.at(100)));
        measureSearches();
    }

private:
    /** None, each filter alone, each two of them. */
    std::array<OrganizationQuery, 7> filterSets() const
    {
        const QString plan = m_basis.plans.constLast();
        const QString currency = m_basis.currencies.value(1);
        std::array<OrganizationQuery, 7> sets;
        sets.at(1).status = u"past_due"_s;
        sets.at(2).plan = plan;
        sets.at(3).currency = currency;
        sets.at(4).status = u"active"_s;
        sets.at(4).plan = plan;
        sets.at(5).status = u"past_due"_s;
        sets.at(5).currency = currency;
        sets.at(6).plan = plan;
        sets.at(6).currency = currency;
        return sets;
    }

    void measureYardstick()
    {
        Figures figures;
        for (int i = 0; i < 20 * rounds; ++i) {
            figures.add(timed([this] {
                if (!m_session->executeText(u"SELECT 1"_s)) {
                    std::exit(1);
                }
            }));
        }
        line(u"| yardstick | p50 / p95 |\n|---|--:|\n| `SELECT 1` | %1 |"_s.arg(figures.halfAndMost()));
    }

    void measureOrder(const OrganizationQuery &query)
    {
        OrganizationOutline outline;
        const Milliseconds outlined
            = timed([&] { outline = must(LoadOrganizations::readOutline(*m_background, query, m_basis)); });
        m_outlines.add(outlined);
        QString text
            = u"| %1 %2 | %3 | %4 | %5 |"_s.arg(sortName(query.sort), query.descending ? u"↓"_s : u"↑"_s,
                QStringList({ query.status, query.plan, query.currency }).join(u' ').simplified(),
                QString::number(outline.sum.count), QString::number(outlined.count(), 'f', 0));
        Figures start;
        for (int i = 0; i < rounds; ++i) {
            start.add(timedPage(query, { {}, {}, 0, organizationPageRows }));
        }
        m_starts.add(start);
        text += u" %1 |"_s.arg(start.halfAndMost());
        for (const int permille : permilles) {
            const Figures depth = measureDepth(query, outline, permille);
            m_pages.add(depth);
            text += u" %1 |"_s.arg(depth.halfAndMost());
        }
        line(text);
    }

    /** Other pages around that depth each time. */
    Figures measureDepth(const OrganizationQuery &query, const OrganizationOutline &outline, int permille)
    {
        Figures figures;
        const auto anchors = static_cast<int>(outline.anchors.size());
        for (int i = 0; i < rounds && anchors > 0; ++i) {
            std::uniform_int_distribution<int> near(-anchors / 50, anchors / 50);
            std::uniform_int_distribution<int> page(0, organizationAnchorRows / organizationPageRows - 1);
            const int anchor = std::clamp(anchors * permille / 1'000 + near(m_random), 0, anchors - 1);
            OrganizationSlice slice{ outline.anchors.at(anchor), {}, page(m_random) * organizationPageRows,
                organizationPageRows };
            const qint64 left = outline.sum.count - qint64{ anchor } * organizationAnchorRows;
            slice.skip = slice.skip < left ? slice.skip : 0;
            slice.limit = static_cast<int>(std::min<qint64>(slice.limit, left - slice.skip));
            if (anchor + 1 < anchors) {
                slice.until = outline.anchors.at(anchor + 1);
            }
            figures.add(timedPage(query, slice));
        }
        return figures;
    }

    Milliseconds timedPage(const OrganizationQuery &query, const OrganizationSlice &slice)
    {
        return timed([&] { must(LoadOrganizations::readPage(*m_session, query, m_basis, slice)); });
    }

    void measureSearches()
    {
        line(u"\n| search | rows | first rows p50 / p95 |\n|---|--:|--:|"_s);
        const auto sample = must(
            LoadOrganizations::readPage(*m_session, {}, m_basis, { {}, {}, 0, 20 * organizationPageRows }));
        std::map<QString, int> words;
        for (const OrganizationRow &row : sample) {
            for (const QString &word : row.name.split(u' ')) {
                words[word] += word.size() > 3 ? 1 : 0;
            }
        }
        const QString common = std::max_element(words.begin(), words.end(), [](const auto &a, const auto &b) {
            return a.second < b.second;
        })->first;
        Figures all;
        for (const QString &text :
            { sample.at(17).name, common, common.left(4), common.left(3), common.left(2), common.left(1),
                u"qx"_s, u"zzzz"_s, sample.at(3).customerId, sample.at(3).id }) {
            OrganizationQuery query;
            query.text = text;
            Figures figures;
            OrganizationOpening opening;
            for (int i = 0; i < rounds; ++i) {
                figures.add(
                    timed([&] { opening = must(LoadOrganizations::readOpening(*m_session, query)); }));
            }
            all.add(figures);
            line(u"| %1 | %2 | %3 |"_s.arg(text,
                opening.outline ? QString::number(opening.outline->sum.count)
                                : u"more than %1"_s.arg(organizationsFound),
                figures.halfAndMost()));
        }
        line(u"| all | | %1 |"_s.arg(all.halfAndMost()));
    }

    std::unique_ptr<postgres::Session> m_session;
    std::unique_ptr<postgres::Session> m_background;
    OrganizationBasis m_basis;
    std::mt19937 m_random{ seed };
    Figures m_pages;
    Figures m_starts;
    Figures m_outlines;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString url = qEnvironmentVariable("BILLHOOK_DATABASE_URL");
    if (url.isEmpty()) {
        std::fputs("BILLHOOK_DATABASE_URL names the loaded database.\n", stderr);
        return 2;
    }
    OrganizationsBenchmark(url).run();
    return 0;
}
