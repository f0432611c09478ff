-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 9: to which town, enterprise and group vehicles belong.

-- organisation is the path of names from the widest body down, joined by U+001F (chezu-organisation-path.h); enterprise stays
-- the name by which one speaks of the owner. NULL until the source
-- is asked again: the enterprise is all that is known then.
ALTER TABLE terminal ADD COLUMN organisation TEXT;
ALTER TABLE vehicle ADD COLUMN organisation TEXT;
