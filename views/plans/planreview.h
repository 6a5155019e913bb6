#pragma once

#include "services/billing/editplans.h"

#include <QWidget>

namespace billhook::widgets {
class OperationProgress;
class ReviewPane;
} // namespace billhook::widgets

namespace billhook::plans {

class PlanEditor;

/** The right side of the page: the dry run of what is typed, the button that has it carried out, and how that
 * goes. */
class PlanReview final : public QWidget
{
    Q_OBJECT

public:
    PlanReview(PlanEditor &editor, const billing::PlanDesk &desk, QWidget *parent = nullptr);

    void fill();

Q_SIGNALS:
    void warningFollowed(const QString &plan); ///< its name: the organizations that have it

private:
    void fillProgress();
    void fillVerdict();

    PlanEditor &m_editor;
    billing::PlanDesk m_desk;
    widgets::ReviewPane *m_pane;
    widgets::OperationProgress *m_progress;
};

} // namespace billhook::plans
