/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selects what one draws around: freely, or with a rectangle. */

#pragma once

#include "map/chezu-map-tool.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_LASSO_FREE,
  CHEZU_LASSO_RECTANGLE,
} ChezuLassoShape;

#define CHEZU_TYPE_LASSO_TOOL (chezu_lasso_tool_get_type ())
G_DECLARE_FINAL_TYPE (ChezuLassoTool, chezu_lasso_tool, CHEZU, LASSO_TOOL, GObject)

/* After one selection the tool puts itself down. */
ChezuMapTool *chezu_lasso_tool_new (ChezuLassoShape shape);
ChezuLassoShape chezu_lasso_tool_get_shape (ChezuLassoTool *self);

G_END_DECLS
