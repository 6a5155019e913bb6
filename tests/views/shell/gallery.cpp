// Draws the parts with invented data into pictures, to be looked at. Not a test and not shipped.
// gallery OUT.png light|dark WIDTHxHEIGHT overview|states

#include "tests/views/shell/stillpage.h"
#include "views/charts/chartwidget.h"
#include "views/charts/movementchart.h"
#include "views/shell/mainwindow.h"
#include "views/theme/icons.h"
#include "views/widgets/card.h"
#include "views/widgets/celldelegate.h"
#include "views/widgets/datatable.h"
#include "views/widgets/metriccard.h"
#include "views/widgets/panellist.h"
#include "views/widgets/popover.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>

#include <array>

using namespace Qt::StringLiterals;
using namespace billhook;

namespace {

widgets::Metric metric(const QString &label, const QString &value, const QString &exact, const QString &delta,
    widgets::Direction direction, bool wave)
{
    widgets::Metric result{ label, value, exact, delta, u"vs Nov ’25"_s, direction };
    for (std::int64_t step = 0; step < 16; ++step) {
        result.trend.push_back(wave ? (step * 37) % 23 : step * 10 + (step * 7) % 5);
    }
    return result;
}

QWidget *metrics()
{
    auto *row = new QWidget;
    auto *grid = new QGridLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(16);
    const std::array data{ metric(u"MRR"_s, u"$2.48 M"_s, u"2,481,306.40 USD"_s, u"up 52.9%"_s,
                               widgets::Direction::Up, false),
        metric(u"ARR"_s, u"$29.78 M"_s, u"29,775,676.80 USD"_s, u"up 52.9%"_s, widgets::Direction::Up, false),
        metric(u"ARPC"_s, u"$59.96"_s, u"per paying customer"_s, u"up 6.8%"_s, widgets::Direction::Up, false),
        metric(u"Active subscribers"_s, u"41,386"_s, u"41,386 subscriptions"_s, u"up 43.2%"_s,
            widgets::Direction::Up, false),
        metric(
            u"Trialing"_s, u"1,284"_s, u"96 end within 7 days"_s, u"up 6.1%"_s, widgets::Direction::Up, true),
        metric(u"At risk"_s, u"$38.2 k"_s, u"38,214.70 USD · 214 open"_s, u"down 12.4%"_s,
            widgets::Direction::Down, true) };
    int column = 0;
    for (const widgets::Metric &one : data) {
        auto *card = new widgets::MetricCard;
        card->setExplanation(one.label, u"Sum of the monthly amounts of all paying subscriptions."_s);
        card->showMetric(one);
        grid->addWidget(card, 0, column++);
    }
    return row;
}

std::vector<charts::ChartColumn> months()
{
    std::vector<charts::ChartColumn> columns;
    for (const QString &name : { u"Dec"_s, u"Jan’26"_s, u"Feb"_s, u"Mar"_s, u"Apr"_s, u"May"_s, u"Jun"_s,
             u"Jul"_s, u"Aug"_s, u"Sep"_s, u"Oct"_s, u"Nov"_s }) {
        columns.push_back({ name, name == u"Nov"_s });
    }
    return columns;
}

QWidget *lineCard()
{
    auto *card = new widgets::Card;
    card->setHead({ u"MRR over 12 months"_s, {}, {}, {}, {} });
    card->addHeadWidget(charts::makeLegend(u"1 Dec 2025 – 18 Nov 2026"_s, false));
    card->addHeadWidget(charts::makeLegend(u"previous 12 months"_s, true));
    auto *chart = new charts::ChartWidget;
    charts::LineChartData data;
    data.columns = months();
    for (const int half : { 0, 1, 2, 3, 4, 5 }) {
        data.ticks.push_back(
            { half * 50'000'000LL, half == 0 ? u"0"_s : u"$%1.%2 M"_s.arg(half / 2).arg(half % 2 * 5) });
    }
    for (int day = 0; day < 353; ++day) {
        data.current.push_back({ day / 30.42, 164'120'000 + day * 238'000LL + (day * 7919) % 400'000 });
    }
    for (int day = 0; day < 365; ++day) {
        data.comparison.push_back({ day / 30.42, 112'120'000 + day * 140'000LL + (day * 7919) % 300'000 });
    }
    data.facts = { { u"Today"_s, u"$2.48 M"_s }, { u"Year ago"_s, u"$1.62 M"_s },
        { u"Change"_s, u"+$0.86 M"_s, widgets::Tone::Ok } };
    data.seriesName = u"MRR"_s;
    data.name = u"MRR over 12 months"_s;
    data.describe = [](std::size_t) {
        return charts::PointText{ u"31 Aug 2026"_s, u"$2,246,618.20"_s, u"31 Aug 2025"_s, u"$1,479,004.75"_s,
            u"up 51.9%"_s, u"31 August 2026"_s };
    };
    chart->setData(std::move(data));
    chart->setCursor(273);
    card->addHeadAction(chart->tableAction());
    card->setBody(chart);
    card->setFixedHeight(228);
    return card;
}

QWidget *movementCard()
{
    auto *card = new widgets::Card;
    card->setHead({ u"MRR movements"_s, u"net new <b>+$840.1 k</b> in range · Nov to date <b>+$51.8 k</b>"_s,
        {}, {}, {} });
    auto *chart = new charts::MovementChart;
    charts::MovementData data;
    int number = 0;
    for (const charts::ChartColumn &column : months()) {
        charts::MovementColumn month;
        month.column = column;
        month.openingText = u"1,641.2"_s;
        month.closingText = u"1,702.1"_s;
        const int n = number++;
        month.values = { 71'400 + n * 2000, 28'600 + n * 900, 4'200 + n * 100, -9'800 - n * 200,
            -35'100 - n * 500, 1'600 };
        month.texts = { u"+71.4"_s, u"+28.6"_s, u"+4.2"_s, u"−9.8"_s, u"−35.1"_s, u"+1.6"_s };
        data.columns.push_back(month);
    }
    for (const int tick : { -50, 0, 50, 100, 150 }) {
        data.ticks.push_back({ tick * 1000,
            tick == 0 ? u"0"_s : u"%1$%2 k"_s.arg(tick < 0 ? u"−"_s : QString()).arg(std::abs(tick)) });
    }
    data.unit = u"USD thousands"_s;
    data.name = u"MRR movements"_s;
    chart->setData(std::move(data));
    card->setBody(chart);
    card->setFixedHeight(384);
    return card;
}

QWidget *failedCard()
{
    auto *card = new widgets::Card;
    card->setHead({ u"Failed payments"_s, {}, { u"214 open"_s, u"circle-alert"_s, widgets::Tone::Danger },
        u"$38,214.70"_s, {} });
    auto *list = new widgets::PanelList;
    using Kind = widgets::PanelRow::Kind;
    list->setRows({ { Kind::TwoLine, u"a"_s, {}, u"Redfern Aerospace"_s, u"Insufficient funds · try 2 of 4"_s,
                        {}, u"$4,788.00"_s, u"Sat 21 Nov, 12:00"_s },
        { Kind::TwoLine, u"b"_s, {}, u"Velden Bank Software AG"_s, u"Declined by issuer · try 3 of 4"_s, {},
            u"€3,955.00"_s, u"Fri 20 Nov, 06:00"_s },
        { Kind::TwoLine, u"c"_s, {}, u"Takahashi Seiki K.K."_s, u"Card expired · try 1 of 4"_s, {},
            u"¥414,400"_s, u"Thu 19 Nov, 02:00"_s },
        { Kind::TwoLine, u"d"_s, {}, u"Westerly Airports"_s, u"Bank asks for 3-D Secure · try 2 of 4"_s, {},
            u"$2,356.00"_s, u"Fri 20 Nov, 09:00"_s },
        { Kind::TwoLine, u"e"_s, {}, u"Copperfield Freight"_s, u"Card reported lost · try 1 of 4"_s, {},
            u"$1,976.00"_s, u"needs new card"_s, widgets::Tone::Danger } });
    card->setBody(list, 0);
    card->setFixedHeight(228);
    return card;
}

QWidget *expiringCard()
{
    auto *card = new widgets::Card;
    card->setHead({ u"Expiring soon"_s, u"224 accounts"_s, {}, u"$45,368.50"_s, u"MRR"_s });
    auto *list = new widgets::PanelList;
    using Kind = widgets::PanelRow::Kind;
    std::vector<widgets::PanelRow> rows;
    for (const int group : { 0, 1, 2 }) {
        rows.push_back({ Kind::Group, {},
            std::array{
                u"hourglass"_s, u"calendar-x-2"_s, u"credit-card"_s }[static_cast<std::size_t>(group)],
            std::array{ u"Trials ending"_s, u"Ending subscriptions"_s,
                u"Cards expiring"_s }[static_cast<std::size_t>(group)],
            u"96 within 7 days"_s, {}, u"$14,822.00"_s, {} });
        rows.push_back({ Kind::OneLine, u"x"_s, {}, u"Bramble & Co"_s, u"Business trial"_s, u"19 Nov"_s,
            u"149.00"_s, {} });
        rows.push_back({ Kind::OneLine, u"x"_s, {}, u"Ironbridge Logistics"_s, u"Enterprise"_s, u"30 Nov"_s,
            u"8,056.00"_s, {} });
        rows.push_back({ Kind::OneLine, u"x"_s, {}, u"Orchard & Finch"_s, u"Business trial"_s, u"21 Nov"_s,
            u"12,149.00"_s, {} });
    }
    list->setRows(rows);
    card->setBody(list, 0);
    card->setFixedHeight(384);
    return card;
}

class GalleryPage final : public tests::StillPage
{
public:
    explicit GalleryPage(QWidget *parent)
        : StillPage(parent)
    {
        auto *grid = new QGridLayout(this);
        grid->setContentsMargins(24, 16, 24, 16);
        grid->setSpacing(16);
        grid->addWidget(metrics(), 0, 0, 1, 2);
        grid->addWidget(lineCard(), 1, 0);
        grid->addWidget(failedCard(), 1, 1);
        grid->addWidget(movementCard(), 2, 0);
        grid->addWidget(expiringCard(), 2, 1);
        grid->setColumnStretch(0, 776);
        grid->setColumnStretch(1, 380);
        grid->setRowStretch(3, 1);
    }
};

QWidget *controls()
{
    auto *card = new widgets::Card;
    card->setHead({ u"Controls"_s, {}, {}, {}, {} });
    auto *body = new QWidget;
    auto *grid = new QGridLayout(body);
    auto *primary = new QPushButton(u"Save plan"_s);
    primary->setProperty("kind", u"primary"_s);
    auto *off = new QPushButton(u"Save plan"_s);
    off->setEnabled(false);
    auto *combo = new QComboBox;
    combo->addItems({ u"Enterprise"_s, u"Business"_s });
    auto *edit = new QLineEdit(u"49.00"_s);
    auto *check = new QCheckBox(u"Archived"_s);
    check->setChecked(true);
    auto *radio = new QRadioButton(u"Yearly"_s);
    radio->setChecked(true);
    int row = 0;
    for (QWidget *widget : std::initializer_list<QWidget *>{ primary, new QPushButton(u"Export"_s), off, edit,
             combo, check, new QCheckBox(u"Off"_s), radio, new QRadioButton(u"Monthly"_s) }) {
        grid->addWidget(widget, row / 3, row % 3);
        ++row;
    }
    card->setBody(body);
    return card;
}

QWidget *table()
{
    auto *table = new widgets::DataTable;
    auto *model = new QStandardItemModel(12, 5, table);
    model->setHorizontalHeaderLabels(
        { u"Organization"_s, u"Status"_s, u"MRR, USD"_s, u"Members"_s, u"12 months"_s });
    for (int row = 0; row < 11; ++row) {
        const std::array names{ u"Aldergate Robotics"_s, u"Pinecrest Schools Trust"_s,
            u"Fjordlight Energy AS"_s, u"Northgate Seismic"_s };
        model->setData(model->index(row, 0),
            QString(names[static_cast<std::size_t>(row) % names.size()] + (row > 3 ? u" II"_s : QString())));
        model->setData(model->index(row, 1), row % 3 == 1 ? u"Past due"_s : u"Active"_s);
        model->setData(model->index(row, 1), row % 3 == 1 ? 5 : 0, Qt::UserRole);
        model->setData(
            model->index(row, 1), row % 3 == 1 ? u"circle-alert"_s : u"circle-check"_s, Qt::UserRole + 1);
        model->setData(model->index(row, 2), u"12,464.00"_s);
        model->setData(model->index(row, 2), row % 4 == 2 ? u"EUR"_s : QString(), Qt::UserRole);
        model->setData(model->index(row, 3), u"311"_s);
        model->setData(model->index(row, 3), u"/ 328"_s, Qt::UserRole);
        model->setData(model->index(row, 3), 300 + row * 70, Qt::UserRole + 1);
        model->setData(model->index(row, 4), u""_s);
        model->setData(model->index(row, 4),
            QVariant::fromValue(std::vector<std::int64_t>{ 1, 4, 3, 6, 9, 8, 12 }), Qt::UserRole);
    }
    table->setModel(model);
    table->setColumn(0, 206, { widgets::CellKind::Name });
    table->setColumn(1, 98, { widgets::CellKind::Badge, -1, Qt::UserRole, Qt::UserRole + 1 });
    table->setColumn(2, 126, { widgets::CellKind::Money, Qt::UserRole });
    table->setColumn(3, 128, { widgets::CellKind::Usage, Qt::UserRole, -1, -1, Qt::UserRole + 1 });
    table->setColumn(4, 90, { widgets::CellKind::Trend, -1, -1, -1, Qt::UserRole });
    table->setStretchColumn(0);
    table->setSortingEnabled(true);
    table->sortByColumn(2, Qt::DescendingOrder);
    table->selectRow(3);
    return table;
}

class StatesPage final : public tests::StillPage
{
public:
    explicit StatesPage(QWidget *parent)
        : StillPage(parent)
    {
        auto *grid = new QGridLayout(this);
        grid->setContentsMargins(24, 16, 24, 16);
        grid->setSpacing(16);
        auto *empty = new widgets::Card;
        empty->showState({ u"search-x"_s, widgets::Tone::Neutral, u"No organization matches"_s,
            u"3 filters hide 1,000,000 organizations."_s, u"Clear filters"_s });
        auto *error = new widgets::Card;
        error->setHead({ u"Failed payments"_s, {}, {}, {}, {} });
        error->showState({ u"circle-alert"_s, widgets::Tone::Danger, u"Invoices could not be loaded"_s,
            u"The database did not answer."_s, u"Retry"_s });
        auto *loading = new widgets::Card;
        loading->setHead({ u"MRR over 12 months"_s, {}, {}, {}, {} });
        loading->showLoading(widgets::Skeleton::Shape::Chart);
        auto *stale = qobject_cast<widgets::Card *>(failedCard());
        stale->setStale(true);
        auto *metric = new widgets::MetricCard;
        auto *failed = new widgets::MetricCard;
        failed->showError(u"MRR"_s, u"No answer"_s);
        grid->addWidget(metric, 0, 0);
        grid->addWidget(failed, 0, 1);
        grid->addWidget(empty, 1, 0);
        grid->addWidget(error, 1, 1);
        grid->addWidget(loading, 1, 2);
        grid->addWidget(stale, 2, 2);
        grid->addWidget(table(), 2, 0, 1, 2);
        grid->addWidget(controls(), 3, 0, 1, 3);
        grid->setRowStretch(2, 1);
    }
};

// The pop-ups cannot be part of a window's picture: they are put on top of it.
QPixmap withPopups(shell::MainWindow &window)
{
    QPixmap picture = window.grab();
    QPainter painter(&picture);
    auto *range = window.findChild<QToolButton *>(u"range"_s);
    range->menu()->popup(window.mapToGlobal(QPoint(0, 0)));
    range->menu()->setActiveAction(range->menu()->actions().value(2));
    painter.drawPixmap(910, 60, range->menu()->grab());
    range->menu()->close();
    auto *view = window.findChildren<QMenu *>().value(0);
    for (auto *menu : window.findChildren<QMenu *>()) {
        view = menu->title() == u"&Go" ? menu : view;
    }
    view->popup(window.mapToGlobal(QPoint(0, 0)));
    painter.drawPixmap(90, 28, view->grab());
    view->close();
    auto *card = window.findChild<widgets::MetricCard *>();
    QTest::keyClick(card, Qt::Key_I);
    painter.drawPixmap(300, 160, card->findChild<widgets::Popover *>()->grab());
    return picture;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    theme::Theme look;
    look.install(arguments.value(2) == u"dark" ? theme::Mode::Dark : theme::Mode::Light);
    const QStringList size = arguments.value(3, u"1440x900"_s).split(u'x');
    shell::MainWindow window(look);
    window.addPage({ u"overview"_s, u"Overview"_s, u"layout-dashboard"_s, true,
        [](QWidget *parent) { return new GalleryPage(parent); } });
    window.addPage({ u"states"_s, u"Organizations"_s, u"building-2"_s, false,
        [](QWidget *parent) { return new StatesPage(parent); } });
    window.setAccount(u"Larkspur Labs"_s, u"Test"_s);
    window.setLive(widgets::LiveState::Live, u"last event 3 s ago"_s);
    window.setStatus({ widgets::Tone::Ok,
        { u"db.larkspur.internal · TLS 1.3 · billhook_admin"_s, u"Stripe live · acct_1Q8f…4QpL"_s,
            u"Events: 5 queued, lag 0.4 s"_s },
        { u"USD base · ECB rates 18 Nov 2026"_s, u"America/New_York"_s, u"As of 12:04:31"_s } });
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    const QString page = arguments.value(4, u"overview"_s);
    if (page == u"states") {
        window.setTestMode(u"TEST MODE"_s, u"You see Stripe test data. Nothing here charges a real card."_s);
        window.setBanner(widgets::BannerText{ u"wifi-off"_s, widgets::Tone::Warn,
            u"No connection to the database since 11:58."_s, u"You see saved data."_s, u"Retry now"_s });
    }
    window.showPage(page);
    window.show();
    QApplication::processEvents();
    QApplication::processEvents();
    if (arguments.value(5) == u"switch") {
        for (const theme::Mode mode : { theme::Mode::Dark, theme::Mode::Light, theme::Mode::Dark }) {
            QElapsedTimer clock;
            clock.start();
            look.setMode(mode);
            QApplication::processEvents();
            const qint64 switched = clock.elapsed();
            window.repaint();
            qInfo("theme switch %lld ms, with repaint %lld ms", switched, clock.elapsed());
        }
        return 0;
    }
    if (arguments.value(5) == u"popups") {
        return withPopups(window).save(arguments.value(1)) ? 0 : 1;
    }
    if (arguments.value(5) == u"focus") {
        for (int step = 0; step < arguments.value(6).toInt(); ++step) {
            QTest::keyClick(
                QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &window, Qt::Key_Tab);
        }
        QApplication::processEvents();
    }
    return window.grab().save(arguments.value(1)) ? 0 : 1;
}
