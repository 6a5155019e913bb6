#pragma once

#include "views/charts/columngrid.h"
#include "views/widgets/looks.h"

#include <QString>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace billhook::charts {

struct ValueTick
{
    std::int64_t value{};
    QString label{}; // "$2.5 M"
};

// A point of a line: where it lies on the columns (0 is the start of the first, 1.5 the middle of the second)
// and its value in minor units. The key (a day's number) stays the same when the point's place or value
// moves.
struct LinePoint
{
    qreal position{};
    std::int64_t value{};
    std::int64_t key{};
};

// The texts of one point of the current line, asked for when the cursor is on it or the table shows it.
struct PointText
{
    QString title{}; // "31 Aug 2026"
    QString value{}; // "$2,246,618.20"
    QString comparisonLabel{}; // "31 Aug 2025"; empty: nothing to compare with here
    QString comparison{}; // "$1,479,004.75"
    QString note{}; // "up 51.9%"
    QString spoken{}; // "31 August 2026, MRR 2,246,618 dollars, up 51.9 percent"
};

struct ChartFact
{
    QString label{}; // "Year ago"
    QString value{}; // "$1.62 M"
    widgets::Tone tone{ widgets::Tone::Quiet };
};

struct LineChartData
{
    std::vector<ChartColumn> columns{};
    std::vector<ValueTick> ticks{}; // ascending; the first is the bottom, the last the top of the plot
    std::vector<LinePoint> current{}; // ascending positions
    std::vector<LinePoint> comparison{};
    std::vector<ChartFact> facts{}; // up to three, left of the plot
    QString seriesName{}; // "MRR"
    QString name{}; // accessible name
    QString description{}; // accessible description: what the line does
    std::function<PointText(std::size_t indexInCurrent)> describe{};
};

enum class MovementKind : std::uint8_t
{
    New,
    Expansion,
    Reactivation,
    Contraction,
    Churn,
    Fx
};
inline constexpr std::size_t movementKinds = 6;

// One column of the movements: signed values in minor units for the bars (gains positive, losses negative; Fx
// is not drawn as a bar) and the ready texts of the table's cells.
struct MovementColumn
{
    ChartColumn column{};
    QString openingText{};
    QString closingText{};
    std::array<std::int64_t, movementKinds> values{};
    std::array<QString, movementKinds> texts{};
};

struct MovementData
{
    std::vector<MovementColumn> columns{};
    std::vector<ValueTick> ticks{}; // ascending, zero among them
    QString unit{}; // "USD thousands", over the names
    QString name{};
    QString description{};
    std::vector<MovementKind> shown{ MovementKind::New, MovementKind::Expansion, MovementKind::Reactivation,
        MovementKind::Contraction, MovementKind::Churn,
        MovementKind::Fx }; // rows of the table, in this order
};

QString movementName(MovementKind kind);

} // namespace billhook::charts
