-- SPDX-FileCopyrightText: The Denali authors
-- SPDX-License-Identifier: MIT
--
-- A module, for a script that requires it.
local shapes = {}

function shapes.area(width, height)
	return width * height
end

return shapes
