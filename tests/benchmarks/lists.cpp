// The reads of a list on BILLHOOK_DATABASE_URL: every order and direction, without, with each one and each
// two filters, at four depths; the search; the outline. Prints Markdown; milliseconds at the client.
//   billhook_listreads organizations|users
#include "models/domain/organizationrow.h"
#include "models/domain/userrow.h"
#include "services/billing/database.h"
#include "services/billing/listreader.h"
#include "services/billing/organizationlist.h"
#include "services/billing/userlist.h"
#include "services/postgres/listspec.h"
#include "services/postgres/session.h"
#include "tests/benchmarks/figures.h"

#include <QCoreApplication>
#include <QString>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <random>

using namespace billhook;
using namespace billhook::billing;
using namespace billhook::benchmarks;
using namespace Qt::StringLiterals;
using domain::listPageRows;
using domain::ListQuery;
using domain::ListSlice;

namespace {

constexpr unsigned seed = 20'261'122;
constexpr int rounds = 12;
constexpr std::array permilles{ 100, 500, 999 };
using Filters = QMap<QString, QString>;

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
        std::chrono::seconds(60), { u"dashboard"_s }, Database::settings(lane) }));
}

/** A list and what is particular to measuring it. */
struct Measured
{
    const ListDefinition &list;
    /** Sets of filters: none, each, each two of them. */
    std::function<QList<Filters>(const ListOpening &)> filters;
    /** Texts to look for, made of rows there are. */
    std::function<QStringList(const domain::ListRows &)> texts;
};

class ListBenchmark final
{
public:
    ListBenchmark(const QString &url, Measured measured)
        : m_measured(std::move(measured))
        , m_list(m_measured.list)
        , m_session(sessionOf(url, Lane::Rows))
        , m_background(sessionOf(url, Lane::Background))
        , m_opening(must(readOpening(*m_session, m_list, {})))
    { }

    void run()
    {
        line(u"seed %1, %2 rounds each, pages of %3 rows\n"_s.arg(seed).arg(rounds).arg(listPageRows));
        measureYardstick();
        line(u"\n| order | filters | rows | outline | start | 10 % | 50 % | 99.9 % |\n"
             "|---|---|--:|--:|--:|--:|--:|--:|"_s);
        for (const Filters &filters : m_measured.filters(m_opening)) {
            for (const postgres::ListOrder &order : m_list.spec.orders) {
                for (const bool descending : { false, true }) {
                    measureOrder({ order.name, descending, {}, filters });
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

    ListReading readingOf(const ListQuery &query) const { return { query, m_opening.reading.basis }; }

    void measureOrder(const ListQuery &query)
    {
        ListOutline outline;
        const Milliseconds outlined
            = timed([&] { outline = must(readOutline(*m_background, m_list, readingOf(query))); });
        m_outlines.add(outlined);
        QString text = u"| %1 %2 | %3 | %4 | %5 |"_s.arg(query.sort, query.descending ? u"↓"_s : u"↑"_s,
            query.filters.values().join(u' '), QString::number(outline.sum.count),
            QString::number(outlined.count(), 'f', 0));
        Figures start;
        for (int i = 0; i < rounds; ++i) {
            start.add(timedPage(query, { {}, {}, 0, listPageRows }));
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
    Figures measureDepth(const ListQuery &query, const ListOutline &outline, int permille)
    {
        Figures figures;
        const auto anchors = static_cast<int>(outline.anchors.size());
        for (int i = 0; i < rounds && anchors > 0; ++i) {
            std::uniform_int_distribution<int> near(-anchors / 50, anchors / 50);
            std::uniform_int_distribution<int> page(0, domain::listAnchorRows / listPageRows - 1);
            const int anchor = std::clamp(anchors * permille / 1'000 + near(m_random), 0, anchors - 1);
            ListSlice slice{ outline.anchors.at(anchor), {}, page(m_random) * listPageRows, listPageRows };
            const qint64 left = outline.sum.count - qint64{ anchor } * domain::listAnchorRows;
            slice.skip = slice.skip < left ? slice.skip : 0;
            slice.limit = static_cast<int>(std::min<qint64>(slice.limit, left - slice.skip));
            if (anchor + 1 < anchors) {
                slice.until = outline.anchors.at(anchor + 1);
            }
            figures.add(timedPage(query, slice));
        }
        return figures;
    }

    Milliseconds timedPage(const ListQuery &query, const ListSlice &slice)
    {
        return timed([&] { must(readPage(*m_session, m_list, readingOf(query), slice)); });
    }

    void measureSearches()
    {
        line(u"\n| search | rows | first rows p50 / p95 |\n|---|--:|--:|"_s);
        const auto sample
            = must(readPage(*m_session, m_list, m_opening.reading, { {}, {}, 0, 20 * listPageRows }));
        Figures all;
        for (const QString &text : m_measured.texts(sample)) {
            ListQuery query = m_opening.reading.query;
            query.text = text;
            Figures figures;
            ListOpening opening;
            for (int i = 0; i < rounds; ++i) {
                figures.add(timed([&] { opening = must(readOpening(*m_session, m_list, query)); }));
            }
            all.add(figures);
            line(u"| %1 | %2 | %3 |"_s.arg(text,
                opening.outline ? QString::number(opening.outline->sum.count)
                                : u"more than %1"_s.arg(domain::mostFound),
                figures.halfAndMost()));
        }
        line(u"| all | | %1 |"_s.arg(all.halfAndMost()));
    }

    Measured m_measured;
    const ListDefinition &m_list;
    std::unique_ptr<postgres::Session> m_session;
    std::unique_ptr<postgres::Session> m_background;
    ListOpening m_opening;
    std::mt19937 m_random{ seed };
    Figures m_pages;
    Figures m_starts;
    Figures m_outlines;
};

/** A name, pieces of its commonest word, and what nobody is called. */
QStringList textsOfNames(const QStringList &names)
{
    QMap<QString, int> words;
    for (const QString &name : names) {
        for (const QString &word : name.split(u' ')) {
            words[word] += word.size() > 3 ? 1 : 0;
        }
    }
    const auto most = std::max_element(words.cbegin(), words.cend());
    const QString &common = most.key();
    return { names.at(17), common, common.left(4), common.left(3), common.left(2), common.left(1), u"qx"_s,
        u"zzzz"_s };
}

Measured organizations()
{
    const auto filters = [](const ListOpening &opening) -> QList<Filters> {
        const QString plan = opening.values.value(u"plan"_s).constLast();
        const QString currency = opening.values.value(u"currency"_s).value(1);
        return { {}, { { u"status"_s, u"past_due"_s } }, { { u"plan"_s, plan } },
            { { u"currency"_s, currency } }, { { u"status"_s, u"active"_s }, { u"plan"_s, plan } },
            { { u"status"_s, u"past_due"_s }, { u"currency"_s, currency } },
            { { u"plan"_s, plan }, { u"currency"_s, currency } } };
    };
    const auto texts = [](const domain::ListRows &rows) {
        QStringList names;
        for (const domain::ListRow &row : rows) {
            names.append(row.as<domain::OrganizationRow>().name);
        }
        return textsOfNames(names) << rows.at(3).as<domain::OrganizationRow>().customerId << rows.at(3).id;
    };
    return { organizationList(), filters, texts };
}

Measured users()
{
    const auto filters = [](const ListOpening & /*opening*/) -> QList<Filters> {
        const Filters invited{ { u"state"_s, u"invited"_s } };
        const Filters owners{ { u"role"_s, u"owner"_s } };
        const Filters week{ { u"signed_up"_s, u"7"_s } };
        return { {}, invited, { { u"state"_s, u"active"_s } }, owners, { { u"role"_s, u"admin"_s } }, week,
            { { u"state"_s, u"active"_s }, { u"role"_s, u"owner"_s } },
            { { u"state"_s, u"inactive"_s }, { u"signed_up"_s, u"7"_s } },
            { { u"role"_s, u"member"_s }, { u"signed_up"_s, u"7"_s } } };
    };
    const auto texts = [](const domain::ListRows &rows) {
        QStringList names;
        for (const domain::ListRow &row : rows) {
            names.append(row.as<domain::UserRow>().name);
        }
        return textsOfNames(names) << rows.at(5).as<domain::UserRow>().email << rows.at(3).id;
    };
    return { userList(), filters, texts };
}

std::optional<Measured> measuredOf(const QString &name)
{
    if (name == u"users") {
        return users();
    }
    if (name == u"organizations") {
        return organizations();
    }
    return std::nullopt;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString url = qEnvironmentVariable("BILLHOOK_DATABASE_URL");
    auto measured = measuredOf(QCoreApplication::arguments().value(1));
    if (url.isEmpty() || !measured) {
        std::fputs(
            "billhook_listreads organizations|users: BILLHOOK_DATABASE_URL names the loaded database.\n",
            stderr);
        return 2;
    }
    ListBenchmark(url, *std::move(measured)).run();
    return 0;
}
