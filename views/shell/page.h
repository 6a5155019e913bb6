#pragma once

#include "models/domain/area.h"
#include "models/domain/daterange.h"

#include <QString>
#include <QVariantMap>
#include <QWidget>

#include <functional>

namespace billhook::shell {

// A screen of the window. It starts loading in its first setRange() or refresh(), never in its constructor,
// and keeps what it shows while it is hidden.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;
    ~Page() override;

    // Reads everything again (F5).
    virtual void refresh() = 0;
    // Reads again what shows something of these areas. Called while the page is in view only: what changes
    // while it is hidden comes in one call when it is shown again.
    virtual void applyChanges(const domain::Areas &areas) = 0;
    // Everything on it has been answered, nothing is being read.
    virtual bool settled() const = 0;
    // Why a part of it could not be shown, for people; empty when all could.
    virtual QString failure() const = 0;
    // Shows one thing that another page links to; which words it takes the page says. Does nothing by itself.
    virtual void open(const QString &what);
    // What would be lost with the window, for people ("The changes to Team"); empty: nothing. Another page
    // may be shown meanwhile: this one keeps it.
    virtual QString unsaved() const;
    // The period chosen in the header; called once before the page is first shown, then on every change.
    // Pages without a period leave it.
    virtual void setRange(const domain::RangeChoice &choice);
    // What a person set up here and wants to find again after the next start, as plain values; restore()
    // comes before the first setRange() and leaves what it does not understand.
    virtual QVariantMap memory() const;
    virtual void restore(const QVariantMap &memory);

Q_SIGNALS:
    void settledChanged(); // settled() or failure() may be another now
    void linkFollowed(const QString &page, const QString &what); // to be shown by that page's open()
};

// A page as the navigation knows it; made on the first visit.
struct PageEntry
{
    QString id{}; // "overview"
    QString title{}; // "Overview"
    QString icon{}; // name in resources/icons
    bool usesRange{ false }; // shows the range control in the header
    std::function<Page *(QWidget *parent)> make{};
};

} // namespace billhook::shell
