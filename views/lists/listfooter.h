#pragma once

#include "services/billing/dashboard.h"

#include <QString>
#include <QWidget>

namespace billhook::widgets {
class TextLabel;
} // namespace billhook::widgets

namespace billhook::lists {

class ListPresenter;
class ListSelection;

/** What a list's page says. %1 is a number, or the text that was looked for. */
struct ListTexts
{
    QString name{}; ///< of its parts: "organizations" makes organizations_table
    QString icon{};
    QString title{}; ///< for screen readers
    QString search{}; ///< what can be looked for
    QString one{}; ///< "1 organization"
    QString many{}; ///< "%1 organizations"
    QString none{}; ///< "No organizations yet"
    QString noneHint{};
    QString noMatch{}; ///< "No organization matches"
    QString notFound{}; ///< "Nothing is named or numbered “%1”."
    QString notLoaded{}; ///< "Organizations could not be loaded"
    QString amount{}; ///< what the sums are: "MRR"; empty: there are none
    QString hidden{}; ///< "%1 archived hidden"
};

/** How many rows there are and what they come to, of all or of those that are chosen. */
class ListFooter final : public QWidget
{
    Q_OBJECT

public:
    ListFooter(ListTexts texts, const ListPresenter &presenter, const ListSelection &selection);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showFigures();
    QString sumText() const;
    QString selectionText() const;

    ListTexts m_texts;
    const ListPresenter &m_presenter;
    const ListSelection &m_selection;
    widgets::TextLabel *m_count;
    widgets::TextLabel *m_sums;
    widgets::TextLabel *m_hidden;
};

} // namespace billhook::lists
